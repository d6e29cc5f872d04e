import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '#test/call.ts';
import { faultsAt } from '#test/integration/aws-faults.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { commitOf } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { TcpServer } from '../git/tcp-server.ts';
import {
  approved,
  aws,
  claim,
  deploy,
  deployed,
  environment,
  faults,
  list,
  needsApproval,
  path,
  push,
  read,
  requestedBlindly,
  server,
  service,
  settings,
  step,
  useBench,
  useNewProject,
} from './approved-commit-bench.ts';
import { repositoryIn } from './connection.ts';

useBench();

describe('a deployment that needs an approval', () => {
  it('of an annotated tag is of its commit, even where the tag is moved', async () => {
    const commit = push('released');
    server.repository.run('tag', '-a', 'v1', '-m', 'Version 1', commit);
    const { id, commitSha } = await deployed({ tag: 'v1' });
    server.repository.run('tag', '-f', '-a', 'v1', '-m', 'Version 1', push('moved'));

    await approved(id);

    expect(commitSha).toBe(commit);
    expect((await claim()).deployment).toMatchObject({ id, tag: 'v1', commitSha: commit });
  });

  it('of a branch that the repository does not have is refused with the nearest names', async () => {
    push('first');
    push('first', 'maintenance');

    const problem = expectProblem(await deploy({ branch: 'mian' }), 'validation_failed', ['#/branch']);

    expect(problem.detail).toContain('the repository has no branch mian; the nearest names are main');
    expectProblem(await deploy({ tag: 'v1' }), 'validation_failed', ['#/tag']);
    expect(await list()).toEqual([]);
  });

  it('whose commit the request names asks no remote, neither then nor on approval', async () => {
    const { id } = await deployed({ branch: 'main', commitSha: commitOf(7) });
    const { result, calls } = await aws.during(() => step(id, 'approve'));

    expect(result.json).toMatchObject({ status: 'queued', commitSha: commitOf(7) });
    expect(calls).toEqual(['Query', 'TransactWriteItems']);
    expect(server.attempts).toEqual([]);
  });

  it.each([
    ['a short commit', { commitSha: 'abc1234' }],
    ['no commit', { commitSha: null }],
    ['an unknown field', { commit: commitOf(1) }],
  ])('refuses an approval of %s', async (_, body) => {
    push('first');
    const { id } = await deployed({ branch: 'main' });
    expectProblem(await step(id, 'approve', body), 'validation_failed');
    expect((await read(id)).status).toBe('waiting');
  });

  it('keeps its commit and its approval while a pause holds it', async () => {
    const first = push('first');
    const { id } = await deployed({ branch: 'main' });
    expectStatus(
      200,
      await service.api('POST', `${path}/environments/${environment}/pause`, { body: { reason: 'x' } }),
    );
    const { approvedAt } = await approved(id);
    expectStatus(200, await service.api('POST', `${path}/environments/${environment}/resume`));
    push('after the approval');

    expect((await claim()).deployment).toMatchObject({ id, commitSha: first, approvedAt });
  });
});

describe('where the remote cannot be read when a deployment is requested', () => {
  it('an approval that names another commit than the branch has is refused, and names both', async () => {
    const first = push('first');
    const id = await requestedBlindly();

    const { detail } = expectProblem(await step(id, 'approve', { commitSha: commitOf(7) }), 'conflict');

    expect(detail).toBe(
      `main stands at ${first}, not ${commitOf(7)}. Approve it without commitSha to deploy ${first}, or start a deployment of ${commitOf(7)}.`,
    );
  });

  it('an approval of a branch that is gone is refused', async () => {
    push('first');
    const id = await requestedBlindly();
    server.repository.run('update-ref', '-d', 'refs/heads/main');
    expect(expectProblem(await step(id, 'approve'), 'conflict').detail).toMatch(/^branch_not_found: main /);
  });

  it('nor when it is approved, the approval has to name the commit, and that is what runs', async () => {
    push('first');
    const id = await requestedBlindly();
    server.stopSsh();

    const { detail } = expectProblem(await step(id, 'approve'), 'conflict');
    const { commitSha } = await approved(id, { commitSha: commitOf(7) });

    expect(detail).toContain('could not be read');
    expect(detail).toContain('{ "commitSha": "…" }');
    expect(commitSha).toBe(commitOf(7));
    expect((await claim()).deployment).toMatchObject({ id, commitSha: commitOf(7) });
  });

  it('nor its key, the approval says so', async () => {
    push('first');
    const id = await requestedBlindly();
    for (const SecretId of service.local.secrets.names()) {
      if (SecretId.includes(path.split('/').at(-1) ?? '')) {
        service.local.secrets.handle('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
      }
    }
    expect(expectProblem(await step(id, 'approve'), 'conflict').detail).toContain('Regenerate the key.');
  });
});

describe('a remote that does not answer', () => {
  const waitFor = async (what: () => boolean): Promise<void> => {
    while (!what()) await new Promise((resolve) => setImmediate(resolve));
  };
  /** @returns the answer, and whether it came within 4 s of the clock, which only moves by hand */
  const clocked = async (silent: TcpServer, work: () => Promise<Answer>) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let isDone = false;
      const answer = work().finally(() => {
        isDone = true;
      });
      await waitFor(() => silent.openConnections > 0 || isDone);
      await vi.advanceTimersByTimeAsync(4000);
      const isEarly = isDone;
      await vi.advanceTimersByTimeAsync(1000);
      return { answer: await answer, isEarly };
    } finally {
      vi.useRealTimers();
    }
  };

  it('is waited for 5 s, by the request and by the approval', async () => {
    const silent = await TcpServer.start(() => undefined);
    // The clone URL holds the port: this project's host never answers.
    await useNewProject();
    const body = { ...server.settings, sshPort: silent.port };
    expectStatus(200, await service.api('PUT', settings, { body }));
    const repositoryUrl = server.cloneUrl().replace(/:\d+\//, `:${silent.port}/`);
    repositoryIn(201, await service.api('POST', `${path}/repository`, { body: { repositoryUrl } }));
    const requested = await clocked(silent, () => deploy({ branch: 'main' }));
    const refused = await clocked(silent, () => step(String(requested.answer.json.id), 'approve'));

    expect([requested.isEarly, refused.isEarly]).toEqual([false, false]);
    expect(expectStatus(202, requested.answer).json).toMatchObject({ status: 'waiting', commitSha: null });
    expect(expectProblem(refused.answer, 'conflict').detail).toContain('did not finish within');
    await silent.stop();
  });
});

describe('a deployment that needs no approval', () => {
  beforeEach(() => needsApproval('none'));

  it.each([
    ['branch', 'mian', 'main'],
    ['tag', 'v1', 'v10'],
  ])(
    'of a %s that does not exist is refused with the nearest names, and replaces nothing',
    async (type, name, near) => {
      push('first');
      server.repository.run('tag', 'v10', 'main');
      const pending = await deployed({ branch: 'main' });

      const { errors } = expectProblem(await deploy({ [type]: name }), 'validation_failed', [`#/${type}`]);

      expect(errors?.[0]?.detail).toBe(`the repository has no ${type} ${name}; the nearest names are ${near}`);
      expect(await list()).toEqual([pending]);
    },
  );

  it('says that nobody knows its commit where the repository cannot be read', async () => {
    push('first');

    const waiting = await read(await requestedBlindly());

    expect(waiting).toMatchObject({ status: 'queued', commitSha: null });
    expect(waiting.statusReason).toMatch(
      /^The runner has to find out whether main exists because the repository could not be read: 127\.0\.0\.1/,
    );
    expect((await claim()).deployment).toMatchObject({ id: waiting.id, statusReason: null });
  });
});

describe('redeploying, where an approval is needed', () => {
  it('what ended before its commit was known is of the commit that its branch has when it is requested', async () => {
    push('first');
    const id = await requestedBlindly();
    expectStatus(200, await step(id, 'cancel'));
    const second = push('second');

    const again = expectStatus(202, await step(id, 'redeploy')).json;
    push('third');
    await approved(String(again.id));

    expect(again).toMatchObject({ commitSha: second, redeployOf: id });
    expect((await claim()).deployment.commitSha).toBe(second);
  });

  it('what ended before its commit was known is refused where its branch is gone', async () => {
    push('first');
    const id = await requestedBlindly();
    expectStatus(200, await step(id, 'cancel'));
    server.repository.run('update-ref', '-d', 'refs/heads/main');
    expect(expectProblem(await step(id, 'redeploy'), 'conflict').detail).toMatch(/^branch_not_found: /);
  });

  it('a commit that is known asks no remote', async () => {
    const { id } = await deployed({ branch: 'main', commitSha: commitOf(7) });
    expectStatus(200, await step(id, 'cancel'));
    expect(expectStatus(202, await step(id, 'redeploy')).json).toMatchObject({ commitSha: commitOf(7) });
    expect(server.attempts).toEqual([]);
  });
});

describe('AWS calls', () => {
  it('of a request that names a branch alone are five: key and host keys are read, and the project once more after the remote', async () => {
    push('first');
    const { result, calls, maxAtOnce } = await aws.during(() => deploy({ branch: 'main' }));
    expectStatus(202, result);
    expect(calls).toEqual(['Query', 'GetSecretValue', 'GetItem', 'Query', 'TransactWriteItems']);
    expect(maxAtOnce).toBe(2);
  });

  it('of an approval are two where the request found the commit, and four where the approval has to', async () => {
    push('first');
    const { id } = await deployed({ branch: 'main' });
    const known = await aws.during(() => step(id, 'approve'));
    const blind = await requestedBlindly();
    const unknown = await aws.during(() => step(blind, 'approve'));

    expect([known.result.status, unknown.result.status]).toEqual([200, 200]);
    expect(known.calls).toEqual(['Query', 'TransactWriteItems']);
    expect(unknown.calls).toEqual(['Query', 'GetSecretValue', 'GetItem', 'TransactWriteItems']);
  });

  it('that are hit, before or after they take effect, lose no deployment and approve nothing else', async () => {
    const first = push('first');
    for (const action of ['deploy', 'approve']) {
      for (const fault of [1, 2, 3, 4, 5].flatMap(faultsAt)) {
        const id = action === 'deploy' ? null : await requestedBlindly();
        const headers = { 'idempotency-key': service.freshName('hit').replace(' ', '-') };
        const work = () =>
          id === null ? deploy({ branch: 'main' }, { headers }) : step(id, 'approve', undefined, { headers });
        const before = (await list()).length;

        await faults.hitting(fault, work);
        const again = await work();

        expect(expectStatus(id === null ? 202 : 200, again).json).toMatchObject({ commitSha: first });
        expect(await list()).toHaveLength(before + (id === null ? 1 : 0));
      }
    }
  });
});

describe('meanwhile', () => {
  it('a newer deployment takes the place of the one that is being approved, which stays as it was', async () => {
    push('first');
    const id = await requestedBlindly();
    let newer = '';
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'TransactWriteItemsCommand' && newer === '') {
        newer = 'under way';
        newer = (await deployed({ commitSha: commitOf(7) })).id;
      }
      return send();
    };

    const answer = await faults.during(hook, () => step(id, 'approve'));

    expectProblem(answer, 'conflict');
    expect(await read(id)).toMatchObject({ status: 'superseded', approvedBy: null, commitSha: null });
    expect(await read(newer)).toMatchObject({ status: 'waiting', approvedBy: null });
  });

  it('the project is archived while the remote is read, and nothing is deployed', async () => {
    push('first');
    let isArchived = false;
    const hook = async (command: string, _input: unknown, send: () => Promise<unknown>): Promise<unknown> => {
      if (command === 'GetSecretValueCommand' && !isArchived) {
        isArchived = true;
        expectStatus(200, await service.api('PUT', `${path}/archive`));
      }
      return send();
    };

    const answer = await faults.during(hook, () => deploy({ branch: 'main' }));

    expectProblem(answer, 'project_archived');
    expect(await list()).toEqual([]);
  });
});

describe('repeated under its Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'once' };

  it('an approval answers what was approved', async () => {
    const first = push('first');
    const id = await requestedBlindly();
    const made = expectStatus(200, await step(id, 'approve', undefined, { headers }));
    push('second');
    const again = expectStatus(200, await step(id, 'approve', undefined, { headers }));

    expect(made.json.commitSha).toBe(first);
    expect(again.json).toEqual(made.json);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });
});
