import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AwsFaults } from './aws-faults.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { otherOrganization, restrict, restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { environment, invokeTick, plan, project, read, runner, service, submodules, useBench } from './runner-bench.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('claiming', () => {
  it('names the local Secrets Manager and the file with its access key, which nobody else may read', async () => {
    await deploy(service, project);

    const { secretStore } = await runner.claim();

    const file = secretStore?.accessKeyFile ?? '';
    expect(readFileSync(file, 'utf8')).toBe(service.local.accessKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(secretStore?.endpoint).toMatch(/^http:\/\/127\./);
  });

  it('is 204 where nothing is queued, and where another deployment runs', async () => {
    expectStatus(204, await runner.tryClaim());
    await deploy(service, project);
    await runner.claim();
    await deploy(service, project);

    expectStatus(204, await runner.tryClaim());
  });

  it('waits for work that comes meanwhile', async () => {
    const waiting = runner.tryClaim(10);
    const id = await deploy(service, project);

    expect((expectStatus(200, await waiting).json.deployment as { id: string }).id).toBe(id);
  });

  it('tells what stood in the environment before', async () => {
    await deploy(service, project, { commitSha: commitOf(1) });
    await runner.run();
    await deploy(service, project, { commitSha: commitOf(2) });

    expect((await runner.claim()).previousCommitSha).toBe(commitOf(1));
  });

  it('of an environment that is none is not found', async () => {
    const made = new TestRunner(service, project.path, 'env_00000000000000000000000000');
    expectProblem(await made.tryClaim(), 'not_found');
    expectProblem(await new TestRunner(service, project.path, 'nothing').tryClaim(), 'not_found');
  });

  it('needs run:projects, and a grant on a restricted project', async () => {
    const organization = service.local.organization.id;
    const deployer = await restrictedKey(organization, ['deploy:projects']);
    const run = await restrictedKey(organization, ['run:projects']);
    const other = await otherOrganization(service, 'runner-elsewhere');
    const as = (token: string) => new TestRunner(service, project.path, project.environments.staging, token).tryClaim();

    expectProblem(await as(deployer.token), 'permission_missing');
    expectStatus(204, await as(run.token));
    expectProblem(await as(other.token), 'not_found');
    await restrict(service, project.projectId, { [deployer.id]: 'deploy' });
    expectProblem(await as(run.token), 'not_found');
    await restrict(service, project.projectId, { [run.id]: 'deploy' });
    expectStatus(204, await as(run.token));
  });

  it('repeated under its Idempotency-Key gets the same lease again, since the first answer may be lost', async () => {
    await deploy(service, project);
    const headers = { 'idempotency-key': 'one' };
    const first = expectStatus(200, await runner.tryClaim(0, headers)).json;

    expect(expectStatus(200, await runner.tryClaim(0, headers)).json).toEqual(first);
    expectStatus(204, await runner.tryClaim(0, { 'idempotency-key': 'two' }));
  });
});

describe('a lease', () => {
  it('that is over is ended by the tick, which leaves one that runs alone', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    await minutesLater(0.5, invokeTick);
    expect((await read(id)).status).toBe('running');

    await minutesLater(2, invokeTick);

    expect((await read(id)).status).toBe('failed');
    expect(await environment()).toMatchObject({ running: null, current: null });
    expectProblem(await runner.heartbeat(id, lease.token), 'lease_lost');
  });

  it('does not open another deployment or project', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const elsewhere = await service.connectedProject();

    expectProblem(await runner.heartbeat('dep_00000000000000000000000000', lease.token), 'not_found');
    const other = new TestRunner(service, elsewhere.path, elsewhere.environments.staging);
    expectProblem(await other.complete(id, lease.token), 'not_found');
  });

  it('survives deliveries and changes of its environment', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(
      200,
      await service.api('PUT', `${project.path}/environments/${project.environments.staging}`, {
        body: { name: 'Other' },
      }),
    );
    await deploy(service, project);

    expectStatus(200, await runner.heartbeat(id, lease.token));
    expectStatus(204, await runner.complete(id, lease.token));
  });

  it('changes no ETag of its environment by a heartbeat', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const path = `${project.path}/environments/${project.environments.staging}`;
    const { etag } = (await service.api('GET', path)).headers;

    expectStatus(200, await runner.heartbeat(id, lease.token));

    expect((await service.api('GET', path)).headers.etag).toBe(etag);
  });

  it.each(['heartbeat', 'logs', 'complete'] as const)('of somebody else, or made up, is refused: %s', async (what) => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const run = await restrictedKey(service.local.organization.id, ['run:projects']);
    const thief = new TestRunner(service, project.path, project.environments.staging, run.token);
    const use = (one: TestRunner, token: string) =>
      what === 'logs'
        ? one.logs(id, token, 1, ['x'])
        : what === 'heartbeat'
          ? one.heartbeat(id, token)
          : one.complete(id, token);
    const forged = lease.token.replace(/.(?=.$)/, (letter) => (letter === 'A' ? 'B' : 'A'));

    expectProblem(await use(thief, lease.token), 'lease_lost');
    for (const token of ['', 'x', '9.e30.'.padEnd(49, 'A'), forged])
      expectProblem(await use(runner, token), 'lease_lost');
    expect((await read(id)).status).toBe('running');
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

  it.each(['succeeded', 'failed', 'cancelled', 'superseded'] as const)(
    'stays where the end, as %s, does not tell it again',
    async (status) => {
      const { id, lease } = await reported();

      expectStatus(204, await runner.complete(id, lease, { status }));

      expect(await read(id)).toMatchObject({ status, runner: 'build-1', ...facts });
      if (status === 'succeeded') expect((await environment()).current).toMatchObject({ id, commitSha: commitOf(7) });
    },
  );

  it('stays where the runner is lost, which the error message says', async () => {
    const { id } = await reported();

    await minutesLater(2, invokeTick);

    const lost = await read(id);
    expect(lost).toMatchObject({ status: 'failed', runner: 'build-1', ...facts });
    expect(lost.errorMessage).toMatch(/^runner_lost: the runner build-1 did not renew its lease/);
  });

  it('stays where somebody cancels it, which the same heartbeat tells the runner', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(200, await service.api('POST', `${project.path}/deployments/${id}/cancel`));

    const beat = expectStatus(200, await runner.heartbeat(id, lease.token, facts));
    const { token } = beat.json.lease as { token: string };
    expectStatus(204, await runner.complete(id, token, { status: 'cancelled' }));

    expect(beat.json.cancel).toBe(true);
    expect(await read(id)).toMatchObject({ status: 'cancelled', ...facts });
  });

  it.each([
    ['more than 200 submodules', Array.from({ length: 201 }, (_, at) => ({ ...submodules[0], path: `${at}` }))],
    [
      'more than 32 KB of URLs',
      Array.from({ length: 20 }, () => ({ ...submodules[0], repositoryUrl: 'r'.repeat(2000) })),
    ],
    ['part of a commit id', [{ ...submodules[0], commitSha: 'abc' }]],
    ['an unknown field', [{ ...submodules[0], branch: 'main' }]],
  ])('is refused with %s', async (_what, refused) => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();

    expectProblem(await runner.heartbeat(id, lease.token, { submodules: refused }), 'validation_failed');

    expect(await read(id)).toMatchObject({ submodules: null });
  });

  it('may name submodules without their commits', async () => {
    const { id } = await reported({ submodules: [{ path: 'oca/web', repositoryUrl: null, fetched: false }] });

    expect(await read(id)).toMatchObject({
      submodules: [{ path: 'oca/web', repositoryUrl: null, commitSha: null, fetched: false }],
    });
  });

  it('may come in parts, and null changes nothing', async () => {
    const { commitSha, ...rest } = facts;
    const { id, lease } = await reported({ commitSha, commitMessage: null, changePlan: null });
    expectStatus(200, await runner.heartbeat(id, lease, rest));
    expectStatus(200, await runner.heartbeat(id, lease, { commitMessage: null, commitAuthor: null }));

    expect(await read(id)).toMatchObject(facts);
  });

  it('changes the ETags of the deployment and of its environment', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const paths = [`deployments/${id}`, `environments/${project.environments.staging}`];
    const etags = () =>
      Promise.all(paths.map(async (path) => (await service.api('GET', `${project.path}/${path}`)).headers.etag));
    const before = await etags();

    expectStatus(200, await runner.heartbeat(id, lease.token, facts));

    const after = await etags();
    for (const [index, etag] of after.entries()) expect(etag).not.toBe(before[index]);
  });

  it('is refused where it is another commit, or no line, and the lease runs on', async () => {
    const id = await deploy(service, project, { commitSha: commitOf(1) });
    const { lease } = await runner.claim();
    const beat = (over: Readonly<Record<string, unknown>>) => runner.heartbeat(id, lease.token, over);

    expectProblem(await beat({ commitSha: commitOf(2) }), 'validation_failed', ['#/commitSha']);
    expectProblem(await beat({ commitMessage: 'one\ntwo' }), 'validation_failed', ['#/commitMessage']);
    expectProblem(await beat({ commitAuthor: 'x'.repeat(201) }), 'validation_failed', ['#/commitAuthor']);
    expectStatus(200, await beat({ commitSha: commitOf(1), commitMessage: 'x'.repeat(200) }));
  });

  it('is not taken from a runner that has lost its lease', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();

    await minutesLater(2, async () => {
      await invokeTick();
      expectProblem(await runner.heartbeat(id, lease.token, facts), 'lease_lost');
    });

    expect(await read(id)).toMatchObject({ commitSha: null, commitMessage: null });
  });

  it('is not taken once the environment has another lease, though the token would still run', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.complete(id, lease.token));

    expectProblem(await runner.heartbeat(id, lease.token, facts), 'deployment_already_finished');

    expect(await read(id)).toMatchObject({ commitSha: null, commitMessage: null });
  });
});

describe('cancelling with a reason', () => {
  const cancel = (id: string, body: unknown) =>
    service.api('POST', `${project.path}/deployments/${id}/cancel`, { body });
  const reason = 'Wrong database.';

  it('keeps it on what runs, past its end', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();

    expectStatus(200, await cancel(id, { reason }));
    expectStatus(204, await runner.complete(id, lease.token, { status: 'cancelled' }));

    expect(await read(id)).toMatchObject({ status: 'cancelled', cancelReason: reason });
  });

  it.each([
    ['an empty reason', { reason: ' ' }, '#/reason'],
    ['one of 501 characters', { reason: 'x'.repeat(501) }, '#/reason'],
    ['an unknown field', { why: reason }, '#/why'],
  ])('refuses %s, and cancels nothing', async (_what, body, pointer) => {
    const id = await deploy(service, project);

    expectProblem(await cancel(id, body), 'validation_failed', [pointer]);

    expect(await read(id)).toMatchObject({ status: 'queued', cancelReason: null });
  });
});

describe('completing', () => {
  it('once more is refused, and so is whatever else comes after the end', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.complete(id, lease.token));

    expectProblem(await runner.complete(id, lease.token), 'deployment_already_finished');
    expectProblem(await runner.heartbeat(id, lease.token), 'deployment_already_finished');
    expectProblem(await runner.logs(id, lease.token, 1, ['late']), 'deployment_already_finished');
  });

  it('repeated under its Idempotency-Key is answered again', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const headers = { 'idempotency-key': 'end' };

    for (let time = 0; time < 2; time += 1) expectStatus(204, await runner.complete(id, lease.token, {}, headers));
  });

  it('with a commit that is not the deployment’s is refused', async () => {
    const id = await deploy(service, project, { commitSha: commitOf(1) });
    const { lease } = await runner.claim();

    expectProblem(await runner.complete(id, lease.token, { commitSha: commitOf(2) }), 'validation_failed', [
      '#/commitSha',
    ]);
    expectStatus(204, await runner.complete(id, lease.token, { commitSha: commitOf(1) }));
  });

  it('keeps the approval of the next one on the clock', async () => {
    const path = `${project.path}/environments/${project.environments.staging}`;
    await deploy(service, project);
    const { deployment, lease } = await runner.claim();
    expectStatus(200, await service.api('PUT', path, { body: { approval: 'required' } }));
    const next = await deploy(service, project, { commitSha: commitOf(2) });

    expectStatus(204, await runner.complete(deployment.id, lease.token));
    expect((await environment()).pending).toMatchObject({ id: next, status: 'waiting' });
    await minutesLater(7 * 24 * 60 + 1, invokeTick);

    expect(await read(next)).toMatchObject({ status: 'cancelled', statusReason: 'Nobody approved it within 7 days.' });
    expect((await environment()).pending).toBeNull();
  });

  it.each(['failed', 'cancelled', 'superseded'] as const)('as %s leaves what stands there', async (status) => {
    await deploy(service, project, { commitSha: commitOf(1) });
    const stands = await runner.run();
    const id = await deploy(service, project, { commitSha: commitOf(2) });

    await runner.run({ status, errorMessage: 'boom', statusReason: 'so it is' });

    expect(await read(id)).toMatchObject({ status, errorMessage: 'boom', statusReason: 'so it is' });
    expect(await environment()).toMatchObject({ running: null, current: { id: stands } });
  });
});

describe('the log', () => {
  const page = async (id: string, after?: number) =>
    expectStatus(
      200,
      await service.api('GET', `${project.path}/deployments/${id}/logs${after === undefined ? '' : `?after=${after}`}`),
    ).json as { lines: { seq: number; at: string; text: string }[]; lastSeq: number; nextCursor: number | null };

  it('tells no end before every line was read, though lines come and the deployment ends between its two reads', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.logs(id, lease.token, 1, ['one']));
    let hasEnded = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command !== 'BatchGetItemCommand' || hasEnded) return send();
      hasEnded = true;
      // The log is read meanwhile.
      await sleep(50);
      expectStatus(204, await runner.logs(id, lease.token, 2, ['two']));
      expectStatus(204, await runner.complete(id, lease.token));
      return send();
    };

    const read = await new AwsFaults().during(hook, () => page(id));

    expect(read).toMatchObject({ lines: [{ seq: 1 }, { seq: 2 }], nextCursor: null });
  });

  const plain = async (id: string, after: number, accept = 'text/plain') =>
    expectStatus(
      200,
      await service.api('GET', `${project.path}/deployments/${id}/logs?after=${after}`, { headers: { accept } }),
    );

  it('is 304 for the ETag of the form that was read, and of no other', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.logs(id, lease.token, 1, ['one']));
    const path = `${project.path}/deployments/${id}/logs`;
    const { etag = '' } = (await plain(id, 0)).headers;

    const asText = await service.api('GET', path, { headers: { accept: 'text/plain', 'if-none-match': etag } });
    const asJson = await service.api('GET', path, { headers: { 'if-none-match': etag } });

    expect([asText.status, asJson.status]).toEqual([304, 200]);
  });

  it('is paged, and no line is lost between two pages', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    for (let seq = 1; seq <= 40; seq += 2) {
      expectStatus(204, await runner.logs(id, lease.token, seq, [`a${seq}`, `b${seq}`]));
    }
    expectStatus(204, await runner.complete(id, lease.token));

    const seen: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const one = await page(id, after);
      expect(one.lines).not.toEqual([]);
      seen.push(...one.lines.map((line) => line.seq));
      after = one.nextCursor;
    }

    expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it.each([
    ['no line', 1, []],
    ['more than 1,000 lines', 1, Array.from({ length: 1001 }, () => 'x')],
    ['more than 64 KB', 1, ['é'.repeat(32_769)]],
    ['a seq of 0', 0, ['x']],
  ])('refuses a chunk with %s', async (_what, seq, lines) => {
    expectProblem(await runner.logs('dep_00000000000000000000000000', 'x', seq, lines), 'validation_failed');
  });

  it('takes 64 KB that compress badly', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    const text = Array.from({ length: 65_536 }, (_, index) => String.fromCharCode(33 + ((index * 7919) % 89))).join('');

    expectStatus(204, await runner.logs(id, lease.token, 1, [text]));

    expect((await page(id)).lines[0]?.text).toBe(text);
  });

  it('is seen by whom the project is seen by', async () => {
    const id = await deploy(service, project);
    const other = await otherOrganization(service, 'log-elsewhere');
    expectProblem(
      await service.api('GET', `${project.path}/deployments/${id}/logs`, { token: other.token }),
      'not_found',
    );
    expectProblem(await service.api('GET', `${project.path}/deployments/dep_x/logs`), 'not_found');
    expectProblem(await service.api('GET', `${project.path}/deployments/${id}/logs?after=-1`), 'validation_failed', [
      '#/after',
    ]);
  });

  const texts = async (id: string, after?: number) =>
    (await page(id, after)).lines.map((line) => `${line.seq} ${line.text}`);

  it('is plain text where that is asked for, and the headers tell how to go on', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    expectStatus(204, await runner.logs(id, lease.token, 1, ['one', '<b>twö</b>']));

    const first = await plain(id, 0);
    expectStatus(204, await runner.logs(id, lease.token, 3, ['three']));
    expectStatus(204, await runner.complete(id, lease.token));
    const last = await plain(id, Number(first.headers['x-last-seq']));

    expect(first.text).toBe('one\n<b>twö</b>\n');
    expect(first.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      vary: 'accept',
      'x-last-seq': '2',
      link: `<${project.path}/deployments/${id}/logs?after=2>; rel="next"`,
    });
    expect(last.text).toBe('three\n');
    expect(last.headers).toMatchObject({ 'x-last-seq': '3' });
    expect(last.headers).not.toHaveProperty('link');
    expect((await plain(id, 3)).text).toBe('');
  });

  it('takes the same chunk again in the place of the first', async () => {
    const id = await deploy(service, project);
    const { lease } = await runner.claim();
    for (const text of ['half', 'whole']) expectStatus(204, await runner.logs(id, lease.token, 1, [text]));

    expect(await texts(id)).toEqual(['1 whole']);
  });
});
