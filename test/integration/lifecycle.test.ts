import { describe, expect, it } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import { environment, ok, project, pusher, read, runner, service, step, useBench } from './lifecycle-bench.ts';
import { commitOf, deploy } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

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
});
