import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Decision } from '#shared/contract/decision.ts';
import { Delivery } from '#shared/contract/delivery.ts';
import type { Answer } from '#test/call.ts';
import { followingPushes, realPush, realRepository, realTag } from '#test/fixtures/github.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let project: Connected;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
});

type Json = Record<string, unknown>;
const Page = z.strictObject({ deliveries: z.array(Delivery), nextCursor: z.string().nullable() });
const thirtyDaysMinutes = 30 * 24 * 60;
const pushTo = followingPushes();
const commitSha = (): string => randomBytes(20).toString('hex');
const push = (branch: string, over: Json = {}): Promise<Answer> =>
  service.deliver(project.webhook, 'push', pushTo(branch, over));
const get = (below: string): Promise<Answer> => service.api('GET', `${project.path}${below}`);
const list = async (query = ''): Promise<z.infer<typeof Page>> => {
  await service.settled();
  return Page.parse(expectStatus(200, await get(`/deliveries${query}`)).json);
};
const one = async (id: unknown): Promise<Delivery> =>
  Delivery.parse(expectStatus(200, await get(`/deliveries/${id}`)).json);
const simulate = (body: unknown): Promise<Answer> =>
  service.api('POST', `${project.path}/branch-mappings/simulate`, { body });
const simulated = async (body: unknown): Promise<Decision> =>
  Decision.parse(expectStatus(200, await simulate(body)).json);

describe('a delivery', () => {
  test('is read with its verdict and, per mapping, the rule that fired', async () => {
    const after = commitSha();
    const { json } = expectStatus(202, await push('staging', { after }));
    const head = pushTo('staging').head_commit as { message: string; author: { name: string } };

    const answer = expectStatus(200, await get(`/deliveries/${json.deliveryId}`));

    expect(answer.json).toEqual({
      id: json.deliveryId,
      provider: 'github',
      providerDeliveryId: expect.any(String),
      event: 'push',
      ref: 'refs/heads/staging',
      before: expect.stringMatching(/^[0-9a-f]{40}$/),
      after,
      author: head.author.name,
      message: head.message.split('\n')[0],
      commitUrl: `https://github.com/${realRepository.fullName}/commit/${after}`,
      deployments: json.deployments,
      receivedAt: expect.stringMatching(/Z$/),
      durationMs: expect.any(Number),
      generation: 1,
      redeliveryOf: null,
      decision: {
        outcome: 'deploy',
        reason: json.reason,
        environmentId: project.environments.staging,
        mappingId: expect.stringMatching(/^map_/),
        trace: expect.any(Array),
      },
    });
    const { decision } = await one(json.deliveryId);
    expect(decision.trace.map(({ matched, rule }) => [matched, rule])).toContainEqual([true, 'deploys']);
    expect(decision.trace).toHaveLength(3);
    expect(json.deployments).toHaveLength(1);
    expect((await list()).deliveries).toEqual([answer.json]);
    expect(answer.headers.etag).toBeDefined();
  });

  test('that deployed nothing tells why', async () => {
    const { json } = expectStatus(200, await push('feature/none'));

    expect((await one(json.deliveryId)).decision).toMatchObject({ outcome: 'ignore', reason: json.reason });
  });

  test('of a deleted branch has no commit to link to, and no deployment', async () => {
    const { json } = expectStatus(200, await push('feature/none', { deleted: true, after: '0'.repeat(40) }));

    expect(await one(json.deliveryId)).toMatchObject({ commitUrl: null, deployments: [] });
  });

  test('to an earlier connection links to no page of the present one', async () => {
    const { json } = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));

    expect((await one(json.deliveryId)).commitUrl).toBeNull();

    await minutesLater(1, async () => {
      const body = { repositoryUrl: 'git@github.com:acme/another.git' };
      expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
      expect(await one(json.deliveryId)).toMatchObject({ commitUrl: null, deployments: json.deployments });
    });
  });

  test('whose signature is wrong is not kept', async () => {
    const forged = { ...project.webhook, secret: 'forged' };
    expectStatus(401, await service.deliver(forged, 'push', realPush()));

    expect((await list()).deliveries).toEqual([]);
  });

  test('is found in its own project alone, and by its whole id', async () => {
    const { json } = expectStatus(202, await push('staging'));
    const id = String(json.deliveryId);
    const other = await service.connectedProject();

    expectProblem(await service.api('GET', `${other.path}/deliveries/${id}`), 'not_found');
    expectProblem(await get(`/deliveries/dlv_00000000${id.slice(12)}`), 'not_found');
  });

  test('is shown for 30 days, whenever the table deletes it', async () => {
    const { json } = expectStatus(202, await push('staging'));
    const path = `/deliveries/${json.deliveryId}`;
    await service.settled();

    await minutesLater(thirtyDaysMinutes - 1, async () => {
      expectStatus(200, await get(path));
      expect((await list()).deliveries).toHaveLength(1);
    });
    await minutesLater(thirtyDaysMinutes + 1, async () => {
      expectProblem(await get(path), 'not_found');
      expect((await list()).deliveries).toEqual([]);
    });
  });
});

describe('the list of deliveries', () => {
  test('has the newest first, in pages that miss and repeat nothing', async () => {
    const sent: unknown[] = [];
    for (const branch of ['staging', 'feature/a', 'main', 'develop', 'feature/b']) {
      sent.unshift((await push(branch)).json.deliveryId);
    }

    const whole = await list();
    const paged: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: z.infer<typeof Page> = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.deliveries.length).toBeLessThanOrEqual(2);
      paged.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }

    expect(whole.deliveries.map(({ id }) => id)).toEqual(sent);
    expect(whole.nextCursor).toBeNull();
    expect(paged).toEqual(sent);
  });

  test('holds each delivery exactly as it is read alone', async () => {
    await push('staging');
    const [listed] = (await list()).deliveries;

    expect(listed).toEqual(await one(listed?.id));
  });

  test('filters by event, by ref and by outcome', async () => {
    const staged = (await push('staging', { after: commitSha() })).json.deliveryId;
    const unmapped = (await push('feature/x', { after: commitSha() })).json.deliveryId;
    const tagged = (await service.deliver(project.webhook, 'push', realTag())).json.deliveryId;
    const ping = await service.deliveredPing(project.webhook);
    const found = async (query: string) => (await list(query)).deliveries.map(({ id }) => id).toSorted();
    const tag = String(realTag().ref).replace('refs/tags/', '');

    expect(await found('?event=ping')).toEqual([ping]);
    expect(await found('?ref=staging')).toEqual([staged]);
    expect(await found('?ref=refs/heads/feature/x')).toEqual([unmapped]);
    expect(await found(`?ref=${tag}`)).toEqual([tagged]);
    expect(await found('?ref=stag')).toEqual([]);
    expect(await found('?outcome=deploy')).toEqual([staged]);
    expect(await found('?outcome=ignore')).toEqual([unmapped, tagged, ping].toSorted());
    expect(await found('?outcome=ignore&ref=feature/x')).toEqual([unmapped]);
    expect(await found('?outcome=hold')).toEqual([]);
  });

  test('walked with a filter of the outcome has full pages, and the last has no cursor', async () => {
    const deployed: unknown[] = [];
    for (let number = 0; number < 3; number += 1) {
      deployed.push((await push('staging', { after: commitSha() })).json.deliveryId);
      await push('feature/x', { after: commitSha() });
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof Page> = await list(
        `?limit=1&outcome=deploy${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.deliveries).toHaveLength(1);
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual(deployed.toSorted());
  });

  test.each(['outcome=perhaps', 'event=', 'ref=', 'status=failed'])('refuses ?%s', async (query) => {
    expectProblem(await get(`/deliveries?${query}`), 'validation_failed');
  });

  test('does not take the cursor of another project', async () => {
    await push('staging');
    await push('staging');
    const { nextCursor } = await list('?limit=1');
    const other = await service.connectedProject();

    expectProblem(await service.api('GET', `${other.path}/deliveries?cursor=${nextCursor}`), 'invalid_cursor');
  });
});

describe('redelivering', () => {
  const redeliver = (id: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    service.api('POST', `${project.path}/deliveries/${id}/redeliver`, { headers });
  const switchedOff = async (off: boolean): Promise<void> => {
    const path = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', path, { body: { autoDeploy: !off } }));
  };
  const deployments = async (): Promise<Json[]> => (await get('/deployments')).json.deployments as Json[];

  test('runs the stored push again, as a new delivery, on the configuration of now', async () => {
    await switchedOff(true);
    const ignored = expectStatus(200, await push('staging', { after: commitSha() }));
    await switchedOff(false);

    const again = expectStatus(202, await redeliver(ignored.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'deploy', deployments: [expect.stringMatching(/^dep_/)] });
    expect(again.json.deliveryId).not.toBe(ignored.json.deliveryId);
    const stored = await one(again.json.deliveryId);
    const first = await one(ignored.json.deliveryId);
    expect(stored).toMatchObject({ redeliveryOf: first.id, event: 'push', before: first.before, after: first.after });
    expect((await deployments())[0]).toMatchObject({ commitSha: first.after, trigger: 'push' });
  });

  test('of a push that is not the newest any more is stale, and makes no second record', async () => {
    const older = expectStatus(202, await push('staging'));
    expectStatus(202, await push('staging'));

    const again = expectStatus(200, await redeliver(older.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'stale', deployments: [] });
    expect(again.json.reason).toMatch(/^staging has moved on to [0-9a-f]{7}: [0-9a-f]{7} is older/);
    expect(await deployments()).toHaveLength(2);
  });

  test('of a push that is deployed is a duplicate', async () => {
    const newest = expectStatus(202, await push('staging'));

    const again = expectStatus(200, await redeliver(newest.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'duplicate', deployments: [] });
    expect(await deployments()).toHaveLength(1);
  });

  test('deploys the newest push again where its deployment was cancelled', async () => {
    const newest = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    expectStatus(200, await service.api('PUT', `${project.path}/unarchive`));

    const again = expectStatus(202, await redeliver(newest.json.deliveryId));

    const [queued, cancelled] = await deployments();
    expect(again.json.deployments).toEqual([queued?.id]);
    expect([queued?.status, cancelled?.status]).toEqual(['queued', 'cancelled']);
    expect(queued?.commitSha).toBe(cancelled?.commitSha);
  });

  test('of a body that could not be read says so again', async () => {
    const unread = expectStatus(200, await service.deliver(project.webhook, 'push', '{'));

    const again = expectStatus(200, await redeliver(unread.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'ignore', reason: unread.json.reason, deployments: [] });
  });

  test('of a push of a repository that was connected before is ignored: another is connected now', async () => {
    const before = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
    const repositoryUrl = 'git@github.com:acme/another.git';
    expectStatus(201, await service.api('POST', `${project.path}/repository`, { body: { repositoryUrl } }));

    const again = expectStatus(200, await redeliver(before.json.deliveryId));

    expect(again.json).toMatchObject({ decision: 'ignore', reason: expect.stringContaining('acme/another') });
  });

  test('without a repository is refused with what to do', async () => {
    const before = expectStatus(202, await push('staging'));
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));

    expectProblem(await redeliver(before.json.deliveryId), 'repository_not_connected');
  });

  test('under one Idempotency-Key makes one new delivery', async () => {
    await switchedOff(true);
    const ignored = expectStatus(200, await push('staging'));
    await switchedOff(false);
    const headers = { 'idempotency-key': 'again-1' };

    const first = expectStatus(202, await redeliver(ignored.json.deliveryId, headers));
    const second = expectStatus(202, await redeliver(ignored.json.deliveryId, headers));

    expect(second.json).toEqual(first.json);
    expect(await deployments()).toHaveLength(1);
  });

  test('of what does not exist, or has expired, is 404', async () => {
    const { json } = expectStatus(202, await push('staging'));

    expectProblem(await redeliver('dlv_01J00000000000000000000000'), 'not_found');
    expectProblem(await minutesLater(thirtyDaysMinutes, () => redeliver(json.deliveryId)), 'not_found');
  });
});

describe('simulating a push', () => {
  test('tells what it would deploy, and deploys nothing', async () => {
    expect(await simulated({ event: 'push', branch: 'staging', commitSha: commitSha() })).toMatchObject({
      outcome: 'deploy',
      reason: 'staging is mapped to Staging, deploy on push.',
      environmentId: project.environments.staging,
    });
    expect((await get('/deployments')).json.deployments).toEqual([]);
    expect((await list()).deliveries).toEqual([]);
  });

  test('needs no commit, and obeys a skip marker in the message', async () => {
    expect(await simulated({ event: 'push', branch: 'staging' })).toMatchObject({ outcome: 'deploy' });
    expect(await simulated({ event: 'push', branch: 'staging', message: 'Typo [skip ci]' })).toMatchObject({
      outcome: 'ignore',
      reason: expect.stringContaining('[skip ci]'),
    });
  });

  test('judges path filters by the files that are told, as for the next push', async () => {
    const after = commitSha();
    const { mappingId } = (await one(expectStatus(202, await push('staging', { after })).json.deliveryId)).decision;
    const path = `${project.path}/branch-mappings/${mappingId}`;
    expectStatus(200, await service.api('PUT', path, { body: { paths: ['addons/**'] } }));

    const outside = await simulated({ event: 'push', branch: 'staging', files: ['README.md'] });
    const inside = await simulated({ event: 'push', branch: 'staging', files: ['README.md', 'addons/x/a.py'] });

    expect(outside).toMatchObject({ outcome: 'ignore', reason: expect.stringContaining('addons/**') });
    expect(inside).toMatchObject({ outcome: 'deploy' });
  });

  test('decides as the delivery of the same push then does', async () => {
    const branches = fc.constantFrom('main', 'staging', 'develop', 'feature/x', 'Staging');
    const messages = fc.constantFrom('Fix', 'Fix [skip ci]', '[ci skip]', 'skip ci');
    await fc.assert(
      fc.asyncProperty(branches, messages, async (branch, message) => {
        const after = commitSha();
        const foretold = await simulated({ event: 'push', branch, commitSha: after, message });

        const head = { ...(realPush().head_commit as Json), id: after, message };
        const { json } = await push(branch, { after, head_commit: head });

        expect((await one(json.deliveryId)).decision).toEqual(foretold);
      }),
      { numRuns: 20 },
    );
  });

  test('decides on a tag as its delivery then does', async () => {
    const body = { branchPattern: 'v*', refType: 'tag', environmentId: project.environments.main };
    expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));
    const foretold = await simulated({ event: 'tag', tag: 'v1.0' });

    const { json } = await service.deliver(project.webhook, 'push', { ...realTag(), ref: 'refs/tags/v1.0' });

    expect(foretold.outcome).toBe('deploy');
    expect((await one(json.deliveryId)).decision).toEqual(foretold);
  });

  test.each([
    [{}, '#/event'],
    [{ event: 'push' }, '#/branch'],
    [{ event: 'push', branch: 'a', tag: 'v1' }, '#/tag'],
    [{ event: 'push', tag: 'v1' }, '#/tag'],
    [{ event: 'merge', tag: 'v1' }, '#/tag'],
    [{ event: 'delete' }, '#/branch'],
    [{ event: 'tag' }, '#/tag'],
    [{ event: 'tag', tag: 'v1', branch: 'a' }, '#/branch'],
    [{ event: 'push', branch: 'a..b' }, '#/branch'],
    [{ event: 'push', branch: 'a', commitSha: 'abc' }, '#/commitSha'],
    [{ event: 'push', branch: 'a', files: Array.from({ length: 501 }, () => 'a') }, '#/files'],
    [{ event: 'push', branch: 'a', message: 'm'.repeat(10_001) }, '#/message'],
  ])('of %j is refused with the place of the mistake', async (body, pointer) => {
    const answer = await simulate(body);

    expectProblem(answer, 'validation_failed');
    expect((answer.json.errors as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
  });
});
