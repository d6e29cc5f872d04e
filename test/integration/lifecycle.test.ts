import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Deployment } from '#shared/contract/deployment.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

let project: Connected;
let runner: TestRunner;
let environment: string;
beforeEach(async () => {
  project = await service.connectedProject();
  runner = new TestRunner(service, project.path, project.environments.staging);
  environment = `${project.path}/environments/${project.environments.staging}`;
});

const ok = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> =>
  expectStatus(200, await service.api(method, path, body === undefined ? {} : { body })).json;
const read = async (id: string): Promise<Deployment> =>
  Deployment.parse(await ok('GET', `${project.path}/deployments/${id}`));
const all = async (): Promise<Deployment[]> =>
  ((await ok('GET', `${project.path}/deployments?limit=100`)).deployments as unknown[]).map((one) =>
    Deployment.parse(one),
  );
const step = (id: string, what: string, body?: unknown) =>
  service.api('POST', `${project.path}/deployments/${id}/${what}`, body === undefined ? {} : { body });
const pusher = () => {
  const next = followingPushes();
  return async (): Promise<string> => {
    const { json } = expectStatus(202, await service.deliver(project.webhook, 'push', next('staging')));
    return String((json.deployments as string[]).at(-1));
  };
};

describe('one running and one pending', () => {
  it('twenty pushes during a running deployment: it ends, the newest runs next, the others are linked to their successor', async () => {
    const push = pusher();
    const first = await push();
    const { lease } = await runner.claim();
    const pushed: string[] = [];
    for (let n = 0; n < 20; n += 1) pushed.push(await push());

    expectStatus(204, await runner.complete(first, lease.token));
    const next = await runner.run();

    expect(next).toBe(pushed.at(-1));
    const ends = await Promise.all(pushed.slice(0, -1).map(read));
    expect(ends.map((one) => [one.status, one.supersededBy])).toEqual(
      pushed.slice(1).map((successor) => ['superseded', successor]),
    );
    expect((await ok('GET', environment)).current).toMatchObject({ id: next });
  });

  it('a branch that is forced back to what runs, while a newer push waits, ends where it was forced to', async () => {
    const next = followingPushes();
    const push = async (over: Record<string, unknown>): Promise<string> => {
      const { json } = expectStatus(202, await service.deliver(project.webhook, 'push', next('staging', over)));
      return String((json.deployments as string[]).at(-1));
    };
    const [x, y] = ['a'.repeat(40), 'b'.repeat(40)];
    const first = await push({ after: x });
    const { lease } = await runner.claim();
    const second = await push({ after: y });

    const forced = await push({ after: x, forced: true });

    expectStatus(204, await runner.complete(first, lease.token));
    expect(await runner.run()).toBe(forced);
    expect(await read(second)).toMatchObject({ status: 'superseded', supersededBy: forced });
    expect((await ok('GET', environment)).current).toMatchObject({ id: forced, commitSha: x });
  });
});

describe('a pause', () => {
  it('holds a push with its reason, newest wins, and queues it on resume', async () => {
    const push = pusher();
    const paused = await ok('POST', `${environment}/pause`, { reason: 'Month end' });
    expect(paused.paused).toEqual({
      reason: 'Month end',
      by: expect.stringMatching(/^key_/),
      byName: 'First key',
      since: expect.any(String),
    });
    const [first, second] = [await push(), await push()];

    expect(await read(second)).toMatchObject({ status: 'waiting', statusReason: 'Staging is paused: Month end' });
    expect(await read(first)).toMatchObject({ status: 'superseded', supersededBy: second });
    expectStatus(204, await runner.tryClaim());
    expect((await ok('POST', `${environment}/resume`)).paused).toBeNull();
    expect(await read(second)).toMatchObject({ status: 'queued', statusReason: 'The pause has ended.' });
    expect(await runner.run()).toBe(second);
  });

  it('lets run what is deployed by hand, and takes another reason', async () => {
    await ok('POST', `${environment}/pause`, { reason: 'Month end' });
    expect((await ok('POST', `${environment}/pause`, { reason: 'Audit' })).paused).toMatchObject({ reason: 'Audit' });
    const id = await deploy(service, project);
    expect(await runner.run()).toBe(id);
  });

  it.each(['', ' ', 'a\nb', 'x'.repeat(501)])('needs a reason in one line: %j', async (reason) => {
    expectProblem(await service.api('POST', `${environment}/pause`, { body: { reason } }), 'validation_failed', [
      '#/reason',
    ]);
  });

  it('that ends while an approval is missing leaves the deployment waiting for it', async () => {
    await ok('PUT', environment, { approval: 'required' });
    await ok('POST', `${environment}/pause`, { reason: 'Month end' });
    const id = await pusher()();
    await ok('POST', `${environment}/resume`);
    expect(await read(id)).toMatchObject({ status: 'waiting', statusReason: 'Staging needs an approval.' });
  });

  it('repeated under its Idempotency-Key is answered again', async () => {
    const options = {
      body: { reason: 'x' },
      headers: { 'idempotency-key': 'pause-1', 'if-match': (await service.api('GET', environment)).headers.etag ?? '' },
    };
    const first = expectStatus(200, await service.api('POST', `${environment}/pause`, options));
    const again = expectStatus(200, await service.api('POST', `${environment}/pause`, options));
    expect(again.json).toEqual(first.json);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });
});

describe('an approval', () => {
  it('queues what waits for it, and says who gave it', async () => {
    await ok('PUT', environment, { approval: 'required' });
    const id = await deploy(service, project, { commitSha: commitOf(1) });
    expectStatus(204, await runner.tryClaim());

    const approved = expectStatus(200, await step(id, 'approve')).json;

    expect(approved).toMatchObject({ status: 'queued', statusReason: expect.stringMatching(/ approved it\.$/) });
    expect(approved).toEqual(await read(id));
    expect(expectProblem(await step(id, 'approve'), 'conflict').detail).toMatch(/is queued/);
    expect(await runner.run()).toBe(id);
  });

  it('is refused for a deployment that only a pause holds', async () => {
    await ok('POST', `${environment}/pause`, { reason: 'x' });
    expect(expectProblem(await step(await pusher()(), 'approve'), 'conflict').detail).toMatch(/end of the pause/);
  });

  it('is refused in an archived project, whose deployments are cancelled', async () => {
    await ok('PUT', environment, { approval: 'required' });
    const id = await deploy(service, project, { commitSha: commitOf(1) });
    await ok('PUT', `${project.path}/archive`);
    expectProblem(await step(id, 'approve'), 'project_archived');
    expectProblem(await step(id, 'redeploy'), 'project_archived');
    expect((await read(id)).status).toBe('cancelled');
  });
});

describe('cancelling', () => {
  it('ends what is queued at once', async () => {
    const id = await deploy(service, project);
    const answer = expectStatus(200, await step(id, 'cancel'));
    expect(answer.json).toMatchObject({ status: 'cancelled', completedAt: expect.any(String) });
    expect(answer.json).toEqual(await read(id));
    expect(expectProblem(await step(id, 'cancel'), 'deployment_not_cancellable').detail).toMatch(/was cancelled/);
    expectStatus(204, await runner.tryClaim());
  });

  it('tells the runner of what runs at its next heartbeat, and is over when it completes', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();

    for (let time = 0; time < 2; time += 1) {
      expect(expectStatus(200, await step(id, 'cancel')).json).toMatchObject({
        status: 'running',
        statusReason: expect.stringMatching(/ asked to cancel it/),
      });
    }
    expect((await runner.heartbeat(id, lease.token)).json.cancel).toBe(true);
    expectStatus(204, await runner.complete(id, lease.token, { status: 'cancelled' }));

    expect(await read(id)).toMatchObject({
      status: 'cancelled',
      statusReason: expect.stringMatching(/ asked to cancel it/),
    });
  });
});

describe('a redeploy', () => {
  const succeeded = async (n: number): Promise<string> => {
    await deploy(service, project, { commitSha: commitOf(n) });
    return runner.run();
  };

  it('of an older commit pauses the environment until it is resumed, and says so', async () => {
    const [old] = [await succeeded(1), await succeeded(2)];

    const made = expectStatus(202, await step(old, 'redeploy'));

    expect(made.headers.location).toBe(`${project.path}/deployments/${made.json.id}`);
    expect(made.json).toMatchObject({
      status: 'queued',
      trigger: 'redeploy',
      redeployOf: old,
      commitSha: commitOf(1),
      statusReason: expect.stringMatching(/Staging is paused until it is resumed/),
    });
    expect((await ok('GET', environment)).paused).toMatchObject({
      reason: expect.stringMatching(/^0000000 was deployed again/),
    });
    expect(await runner.run()).toBe(made.json.id);
    expect((await read(await pusher()())).status).toBe('waiting');
  });

  it('of what stands there, and of what came after it, pauses nothing', async () => {
    const [old, newer] = [await succeeded(1), await succeeded(2)];
    expectStatus(202, await step(newer, 'redeploy'));
    await runner.run();
    expect((await ok('GET', environment)).paused).toBeNull();
    expectStatus(202, await step(old, 'redeploy'));
    await runner.run();
    await ok('POST', `${environment}/resume`);

    expectStatus(202, await step(newer, 'redeploy'));

    expect((await ok('GET', environment)).paused).toBeNull();
  });

  it('of what has not ended is refused, and so is one into an environment that is gone', async () => {
    const id = await deploy(service, project);
    expectProblem(await step(id, 'redeploy'), 'conflict');
    expectStatus(204, await service.api('DELETE', `${environment}?force=true`));
    expect(expectProblem(await step(id, 'redeploy'), 'conflict').detail).toMatch(/Staging was deleted/);
  });

  it('keeps or changes ignoreSeries', async () => {
    await deploy(service, project, { ignoreSeries: true });
    const id = await runner.run();
    expect((await step(id, 'redeploy')).json.ignoreSeries).toBe(true);
    expect((await step(id, 'redeploy', { ignoreSeries: false })).json.ignoreSeries).toBe(false);
  });

  it('repeated under its Idempotency-Key makes one', async () => {
    const id = await succeeded(1);
    const once = () =>
      service.api('POST', `${project.path}/deployments/${id}/redeploy`, { headers: { 'idempotency-key': 'again' } });
    const [first, second] = [expectStatus(202, await once()), expectStatus(202, await once())];
    expect(second.json.id).toBe(first.json.id);
    expect(await all()).toHaveLength(2);
  });

  it('needs a repository', async () => {
    const id = await succeeded(1);
    await ok('DELETE', `${project.path}/repository`);
    expectProblem(await step(id, 'redeploy'), 'repository_not_connected');
    expectProblem(
      await service.api('POST', `${project.path}/deploy`, { body: { branch: 'staging' } }),
      'repository_not_connected',
    );
  });
});

describe('a running deployment', () => {
  it('outlives an archive and a disconnect, which cancel what waits behind it', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const behind = await deploy(service, project);
    await ok('PUT', `${project.path}/archive`);
    await ok('DELETE', `${project.path}/repository`);

    expect((await read(behind)).status).toBe('cancelled');
    expectStatus(200, await runner.heartbeat(id, lease.token));
    expectStatus(204, await runner.complete(id, lease.token));
    expect((await read(id)).status).toBe('succeeded');
    expectStatus(204, await runner.tryClaim());
  });

  it('keeps its environment from being deleted, even by force', async () => {
    await deploy(service, project);
    const { deployment, lease } = await runner.claim();
    expectProblem(await service.api('DELETE', `${environment}?force=true`), 'environment_in_use');
    expectStatus(204, await runner.complete(deployment.id, lease.token));
    expectStatus(204, await service.api('DELETE', `${environment}?force=true`));
  });

  it('whose project is deleted is gone for its runner', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await service.api('DELETE', project.path));
    await service.settled();
    expectProblem(await runner.heartbeat(id, lease.token), 'not_found');
    expectProblem(await runner.logs(id, lease.token, 1, ['x']), 'not_found');
    expectProblem(await runner.complete(id, lease.token), 'not_found');
  });
});
