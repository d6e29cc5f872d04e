import { describe, expect, it } from 'vitest';
import { followingPushes } from '#test/fixtures/github.ts';
import { expectProblem } from './expect-problem.ts';
import { all, environment, ok, project, pusher, read, runner, service, step, useBench } from './lifecycle-bench.ts';
import { commitOf, deploy } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('one running and one pending', () => {
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
});

describe('a pause', () => {
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

describe('a redeploy', () => {
  const succeeded = async (n: number): Promise<string> => {
    await deploy(service, project, { commitSha: commitOf(n) });
    return runner.run();
  };

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
