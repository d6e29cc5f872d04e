import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '#test/call.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

let service: TestService;
let contents: TableContents;
let faults: AwsFaults;
let project: Connected;
beforeAll(async () => {
  service = await TestService.start();
  contents = new TableContents(service);
  faults = new AwsFaults();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
});

type Json = Record<string, unknown>;
const pushTo = followingPushes();
const deliver = (payload: Json): Promise<Answer> => service.deliver(project.webhook, 'push', payload);
/** Asks again while the answer is 503, as that says: others were faster ten times, or for six seconds of a busy machine. */
const untilTaken = async (ask: () => Promise<Answer>): Promise<Answer> => {
  const answer = await ask();
  if (answer.status !== 503) return answer;
  expectProblem(answer, 'service_unavailable');
  return untilTaken(ask);
};
const deliverUntilTaken = (payload: Json): Promise<Answer> => untilTaken(() => deliver(payload));
const deployments = async (): Promise<Json[]> =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments?limit=100`)).json.deployments as Json[];
const storedDeployments = async (): Promise<Json[]> =>
  contents.items((item) => item.sk.startsWith('DEPLOYMENT#') && item.pk.includes(project.projectId));
const pending = async (branch: 'main' | 'staging' | 'develop'): Promise<Json | null> =>
  (await service.api('GET', `${project.path}/environments/${project.environments[branch]}`)).json
    .pending as Json | null;

describe('twenty deliveries at once', () => {
  it('of the same push make one deployment, and all get the same answer', async () => {
    const payload = pushTo('staging');

    const answers = await Promise.all(Array.from({ length: 20 }, () => deliverUntilTaken(payload)));

    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array<number>(19).fill(200), 202]);
    expect(new Set(answers.map((answer) => answer.json.deliveryId)).size).toBe(1);
    expect(answers.filter((answer) => answer.json.replayed === false).map(({ status }) => status)).toEqual([202]);
    expect(await deployments()).toHaveLength(1);
  });

  it('of different pushes to one branch leave the newest pending, and the others lead to it by their successors', async () => {
    const pushes = Array.from({ length: 20 }, () => pushTo('staging'));

    const answers = await Promise.all(pushes.map(deliverUntilTaken));

    // A push that comes after a newer one is stale; it has its record all the same.
    for (const { status, json } of answers) expect(status).toBe(json.decision === 'stale' ? 200 : 202);
    const all = await deployments();
    expect(all).toHaveLength(20);
    const queued = all.filter((one) => one.status === 'queued');
    expect(queued).toHaveLength(1);
    expect((await pending('staging'))?.id).toBe(queued[0]?.id);
    expect(queued[0]?.commitSha).toBe(pushes.at(-1)?.after);
    const superseded = all.filter((one) => one.status === 'superseded');
    expect(superseded).toHaveLength(19);
    // Twenty deployments, nineteen links: each is followed by another one, and all lead to the pending one.
    const successors = new Map(superseded.map((one) => [one.id, one.supersededBy]));
    for (const one of superseded) {
      let last: unknown = one.id;
      for (let steps = 0; successors.has(last) && steps < 20; steps += 1) last = successors.get(last);
      expect(last).toBe(queued[0]?.id);
    }
  });

  it('to different branches fill each environment once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => [pushTo('staging'), pushTo('develop')])
        .flat()
        .map(deliverUntilTaken),
    );
    for (const { status, json } of answers) expect(status).toBe(json.decision === 'stale' ? 200 : 202);
    const queued = (await deployments()).filter((one) => one.status === 'queued');
    expect(queued.map((one) => one.environmentName).sort()).toEqual(['Development', 'Staging']);
  });
});

describe('deliveries that race with', () => {
  const race = async (change: () => Promise<Answer>): Promise<readonly Answer[]> => {
    const early = Array.from({ length: 6 }, () => deliverUntilTaken(pushTo('staging')));
    const changed = untilTaken(change);
    const late = Array.from({ length: 6 }, () => deliverUntilTaken(pushTo('develop')));
    const answers = await Promise.all([...early, changed, ...late]);
    for (const answer of answers) expect(answer.status, answer.text).toBeLessThan(500);
    return answers;
  };
  const expectNothingQueued = async (): Promise<void> => {
    for (const one of await storedDeployments()) expect(['cancelled', 'superseded']).toContain(one.status);
    const slots = await contents.items(
      (item) => item.sk.startsWith('ENVIRONMENT#') && item.pk.includes(project.projectId),
    );
    for (const slot of slots) expect(slot.pending).toBeNull();
  };

  it('an archive leave nothing queued', async () => {
    await race(() => service.api('PUT', `${project.path}/archive`));
    await expectNothingQueued();
    expect((await service.api('GET', project.path)).json.archivedAt).not.toBeNull();
  });

  it('a disconnect leave nothing queued', async () => {
    await race(() => service.api('DELETE', `${project.path}/repository`));
    await expectNothingQueued();
    expectProblem(await service.api('GET', `${project.path}/repository`), 'repository_not_connected');
  });

  it('a delete leave nothing at all once the purge has run', async () => {
    await race(() => service.api('DELETE', project.path));
    await service.settled();
    expect(await contents.ofProjects(project.projectId)).toEqual([]);
  });

  it('a removed environment leave nothing queued in it', async () => {
    await race(() => service.api('DELETE', `${project.path}/environments/${project.environments.staging}?force=true`));
    const left = (await storedDeployments()).filter((one) => one.environmentId === project.environments.staging);
    for (const one of left) expect(['cancelled', 'superseded']).toContain(one.status);
  });

  it.each([
    ['an archive', () => service.api('PUT', `${project.path}/archive`), 'archived'],
    ['a disconnect', () => service.api('DELETE', `${project.path}/repository`), ''],
  ] as const)('%s, having read just before it, decide anew', async (_what, change, reason) => {
    let changed = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand' && !changed) {
        changed = true;
        expectStatus(200, await change());
      }
      return send();
    };

    const answer = await faults.during(hook, () => deliver(pushTo('staging')));

    if (reason === '') expectProblem(answer, 'unauthenticated');
    else expect(expectStatus(200, answer).json.reason).toContain(reason);
    await expectNothingQueued();
  });
});

describe('a table that is contended', () => {
  const cancelled = (...codes: readonly string[]): Error =>
    new TransactionCanceledException({
      $metadata: {},
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  const faulty: readonly (readonly [string, () => Error])[] = [
    ['TransactionConflict', () => cancelled('None', 'None', 'TransactionConflict')],
    ['ThrottlingError', () => cancelled('ThrottlingError', 'None', 'None')],
    ['ProvisionedThroughputExceeded', () => cancelled('None', 'ProvisionedThroughputExceeded', 'None')],
    ['TransactionInProgress', () => new TransactionInProgressException({ $metadata: {}, message: 'in progress' })],
  ];
  const failing = (make: () => Error, times: number) => {
    let left = times;
    const tries: string[] = [];
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command !== 'TransactWriteItemsCommand') return send();
      tries.push(command);
      left -= 1;
      if (left >= 0) throw make();
      return send();
    };
    return { hook, tries };
  };

  it.each(faulty)('with %s is tried again until it takes the delivery', async (_code, make) => {
    const { hook, tries } = failing(make, 3);
    const answer = await faults.during(hook, () => deliver(pushTo('staging')));
    expectStatus(202, answer);
    expect(tries).toHaveLength(4);
    expect(await deployments()).toHaveLength(1);
  });

  it('for good is 503 after ten tries at the most, with nothing written, and the same delivery is taken later', async () => {
    const payload = pushTo('staging');
    await service.settled();
    const before = await contents.texts();
    const { hook, tries } = failing(() => cancelled('TransactionConflict', 'None', 'None'), Number.POSITIVE_INFINITY);

    const answer = await faults.during(hook, () => deliver(payload));

    expectProblem(answer, 'service_unavailable');
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(tries.length).toBeGreaterThan(1);
    expect(tries.length).toBeLessThanOrEqual(10);
    expect(await contents.texts()).toEqual(before);
    expectStatus(202, await deliver(payload));
    expect(await deployments()).toHaveLength(1);
  });

  it('that loses the answer of a transaction that took effect is 503, and the redelivery gets the stored answer', async () => {
    const payload = pushTo('staging');
    await service.settled();
    const hit = await faults.hitting({ at: 2, when: 'after', how: 'for good' }, () => deliver(payload));
    expect(hit.calls[1]).toBe('TransactWriteItemsCommand');
    expectProblem(hit.result, 'service_unavailable');

    const again = expectStatus(200, await deliver(payload));

    expect(again.json).toMatchObject({ decision: 'deploy' });
    expect((await deployments()).map((one) => one.id)).toEqual(again.json.deployments);
  });

  it('that cannot be read at all is 503, never a bare error', async () => {
    await service.settled();
    const hit = await faults.hitting({ at: 1, when: 'before', how: 'for good' }, () => deliver(pushTo('staging')));
    expectProblem(hit.result, 'service_unavailable');
    expect(await storedDeployments()).toEqual([]);
  });
});
