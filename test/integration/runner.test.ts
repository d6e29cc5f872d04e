import { describe, expect, it } from 'vitest';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { commitOf, deploy } from './runner.ts';
import { environment, plan, project, read, runner, service, submodules, useBench } from './runner-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('claiming', () => {
  it('answers all that carrying out the deployment takes', async () => {
    const id = await deploy(service, project, { commitSha: commitOf(1) });

    const claim = await runner.claim();

    expect(claim).toMatchObject({
      deployment: { id, status: 'running', commitSha: commitOf(1), trigger: 'manual', statusReason: null },
      environment: { id: project.environments.staging, name: 'Staging', type: 'staging', odooVersion: null },
      sshUrl: 'ssh://git@github.com/Codertocat/Hello-World.git',
      httpsUrl: 'https://github.com/Codertocat/Hello-World.git',
      deployKeySecretId: expect.stringMatching(/^ocore\/deploy-key\/org_[^/]+\/prj_[^/]+\/dky_[^/]+$/),
      previousCommitSha: null,
    });
    expect(claim.hostKeys[0]).toMatch(/^ssh-ed25519 AAAA/);
    expect(service.local.secrets.names()).toContain(claim.deployKeySecretId);
    expect(claim.deployment).toEqual(await read(id));
    expect(await environment()).toMatchObject({ pending: null, running: { id, status: 'running' } });
  });

  it('again and again without work is logged once, and each claim that gets work', async () => {
    const logged = (): number[] =>
      service.logLines
        .filter((line) => line.includes(project.projectId) && line.includes('"claimDeployment"'))
        .map((line) => (JSON.parse(line) as { status: number }).status);
    for (let claims = 0; claims < 5; claims += 1) expectStatus(204, await runner.tryClaim());
    await deploy(service, project);

    await runner.claim();

    expect(logged()).toEqual([204, 200]);
  });

  it('by two runners at once gives the deployment to one of them', async () => {
    const id = await deploy(service, project);
    const answers = await Promise.all(Array.from({ length: 6 }, () => runner.tryClaim()));

    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 204, 204, 204, 204, 204]);
    expect((await read(id)).status).toBe('running');
  });
});

describe('a lease', () => {
  it('is renewed by each heartbeat, with a new token', async () => {
    await deploy(service, project);
    const { deployment, lease } = await runner.claim();

    const beat = await minutesLater(0.9, async () =>
      expectStatus(200, await runner.heartbeat(deployment.id, lease.token)),
    );

    const next = beat.json.lease as { token: string; expiresAt: string };
    expect(beat.json.cancel).toBe(false);
    expect(next.token).not.toBe(lease.token);
    expect(Date.parse(next.expiresAt)).toBeGreaterThan(Date.parse(lease.expiresAt) + 50_000);
    const later = await minutesLater(1.5, () => runner.complete(deployment.id, next.token));
    expectStatus(204, later);
  });

  it('of a minute ago is lost, and claiming again fails the deployment and starts the next', async () => {
    const first = await deploy(service, project);
    const { lease } = await runner.claim();
    const second = await deploy(service, project);

    await minutesLater(2, async () => {
      expectProblem(await runner.heartbeat(first, lease.token), 'lease_lost');
      expectProblem(await runner.logs(first, lease.token, 1, ['late']), 'lease_lost');
      expectProblem(await runner.complete(first, lease.token), 'lease_lost');
      expect((await runner.claim()).deployment.id).toBe(second);
      expectProblem(await runner.complete(first, lease.token), 'lease_lost');
    });

    const lost = await read(first);
    expect(lost).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^runner_lost: the runner build-1 /),
    });
    expect(lost.durationMs).toBeGreaterThan(60_000);
    expect((await environment()).current).toBeNull();
  });
});

describe('what a heartbeat reports of the commit', () => {
  const facts = {
    commitSha: commitOf(7),
    commitMessage: 'Fix taxes',
    commitAuthor: 'Mona Lisa',
    changePlan: plan,
    submodules,
  };
  /** Starts a deployment of whatever the branch has, whose runner reports the facts. */
  const reported = async (over: Readonly<Record<string, unknown>> = facts) => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const beat = expectStatus(200, await runner.heartbeat(id, lease.token, over));
    return { id, lease: (beat.json.lease as { token: string }).token, cancel: beat.json.cancel };
  };

  it('is shown while it runs, by the environment too, with the name of the runner', async () => {
    const { id, cancel } = await reported();

    expect(cancel).toBe(false);
    expect(await read(id)).toMatchObject({ status: 'running', runner: 'build-1', ...facts });
    expect(await environment()).toMatchObject({ running: { id, commitSha: commitOf(7) } });
  });
});

describe('cancelling with a reason', () => {
  const cancel = (id: string, body: unknown) =>
    service.api('POST', `${project.path}/deployments/${id}/cancel`, { body });
  const reason = 'Wrong database.';

  it('keeps it on what is queued, whose status reason tells it', async () => {
    const id = await deploy(service, project);

    expectStatus(200, await cancel(id, { reason: ` ${reason} ` }));

    expect(await read(id)).toMatchObject({
      status: 'cancelled',
      cancelReason: reason,
      statusReason: expect.stringMatching(/ cancelled it: Wrong database\.$/),
    });
  });
});

describe('completing', () => {
  it('with success makes the deployment what stands in the environment', async () => {
    const id = await deploy(service, project);
    const { deployment, lease } = await runner.claim();
    const end = { commitSha: commitOf(7), changePlan: plan, submodules, statusReason: 'All well.' };

    expectStatus(204, await runner.complete(deployment.id, lease.token, end));

    const done = await read(id);
    expect(done).toMatchObject({ status: 'succeeded', ...end, errorMessage: null });
    expect(done.durationMs).toBe(Date.parse(done.completedAt ?? '') - Date.parse(done.startedAt ?? ''));
    expect(await environment()).toMatchObject({
      running: null,
      current: { id, commitSha: commitOf(7), branch: 'staging', status: 'succeeded', createdAt: done.createdAt },
    });
  });
});

describe('the log', () => {
  const page = async (id: string, after?: number) =>
    expectStatus(
      200,
      await service.api('GET', `${project.path}/deployments/${id}/logs${after === undefined ? '' : `?after=${after}`}`),
    ).json as { lines: { seq: number; at: string; text: string }[]; lastSeq: number; nextCursor: number | null };
  const texts = async (id: string, after?: number) =>
    (await page(id, after)).lines.map((line) => `${line.seq} ${line.text}`);

  it('is read in order, from any line, and to its end once the deployment has ended', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expect(await page(id)).toEqual({ lines: [], lastSeq: 0, nextCursor: 0 });
    expectStatus(204, await runner.logs(id, lease.token, 1, ['one', 'two', 'three']));
    expectStatus(204, await runner.logs(id, lease.token, 4, ['four']));

    expect(await page(id)).toEqual({
      lines: ['one', 'two', 'three', 'four'].map((text, index) => ({
        seq: index + 1,
        at: '2026-11-26T10:00:00.000Z',
        text,
      })),
      lastSeq: 4,
      nextCursor: 4,
    });
    expect(await texts(id, 1)).toEqual(['2 two', '3 three', '4 four']);
    expect(await texts(id, 3)).toEqual(['4 four']);
    expect(await page(id, 4)).toEqual({ lines: [], lastSeq: 4, nextCursor: 4 });
    expectStatus(204, await runner.complete(id, lease.token));
    expect(await page(id, 3)).toMatchObject({ lines: [{ seq: 4 }], lastSeq: 4, nextCursor: null });
    expect(await page(id, 4)).toEqual({ lines: [], lastSeq: 4, nextCursor: null });
  });
});
