import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { commitOf, TestRunner } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  approved,
  aws,
  claim,
  deploy,
  deployed,
  environment,
  list,
  needsApproval,
  path,
  push,
  read,
  requestedBlindly,
  server,
  service,
  step,
  useBench,
} from './approved-commit-bench.ts';

useBench();

describe('a deployment that needs an approval', () => {
  it('is of the commit that the branch has when it is requested, and runs as just that, whatever is pushed then', async () => {
    const first = push('first');
    const { id, commitSha } = await deployed({ branch: 'main' });
    push('between request and approval');
    const { commitSha: approvedSha } = await approved(id);
    push('after the approval');

    const { deployment } = await claim();

    expect([commitSha, approvedSha, deployment.commitSha]).toEqual([first, first, first]);
    expect(deployment).toMatchObject({ id, branch: 'main', trigger: 'manual' });
  });

  it('is approved for its own commit alone', async () => {
    const first = push('first');
    const { id } = await deployed({ branch: 'main' });

    const problem = expectProblem(await step(id, 'approve', { commitSha: commitOf(7) }), 'conflict');

    expect(problem.detail).toContain(first);
    expect(problem.detail).toContain(commitOf(7));
    expect(await read(id)).toMatchObject({ status: 'waiting', approvedBy: null });
    expect(await approved(id, { commitSha: first })).toMatchObject({ status: 'queued', commitSha: first });
  });

  it('keeps who approved it and when, past its end', async () => {
    push('first');
    const { id } = await deployed({ branch: 'main' });
    const { principal } = (await service.api('GET', '/api/me')).json as { principal: { id: string; name: string } };

    const { approvedAt, ...answer } = await approved(id);

    const by = { approvedBy: principal.id, approvedByName: principal.name };
    expect(answer).toMatchObject(by);
    expect(approvedAt).toMatch(/^20.+Z$/);
    const { deployment, lease } = await claim();
    expect(deployment).toMatchObject({ ...by, approvedAt });
    const runner = new TestRunner(service, path, environment);
    expectStatus(204, await runner.complete(id, lease.token));
    expect(await read(id)).toMatchObject({ ...by, approvedAt, status: 'succeeded', cancelledBy: null });
  });
});

describe('where the remote cannot be read when a deployment is requested', () => {
  it('the deployment waits without a commit and says so, and the approval takes the one that the branch has then', async () => {
    push('first');
    const id = await requestedBlindly();
    const waiting = await read(id);
    const second = push('second');

    const { commitSha } = await approved(id);
    push('third');

    expect(waiting).toMatchObject({ status: 'waiting', commitSha: null });
    expect(waiting.statusReason).toMatch(/^Production needs an approval\. Its commit is not known yet/);
    expect(commitSha).toBe(second);
    expect((await claim()).deployment).toMatchObject({ id, commitSha: second });
  });
});

describe('a deployment that needs no approval', () => {
  beforeEach(() => needsApproval('none'));

  it('shows the commit of its branch or tag at once', async () => {
    const first = push('first');
    server.repository.run('tag', '-a', 'v1', '-m', 'Version 1', first);

    expect(await deployed({ branch: 'main' })).toMatchObject({
      status: 'queued',
      statusReason: null,
      commitSha: first,
    });
    expect(await deployed({ tag: 'v1' })).toMatchObject({ status: 'queued', statusReason: null, commitSha: first });
  });
});

describe('AWS calls', () => {
  it('of a request that names its commit are two: no key is read and no remote asked', async () => {
    const { result, calls } = await aws.during(() => deploy({ branch: 'main', commitSha: commitOf(7) }));

    expect(expectStatus(202, result).json).toMatchObject({ commitSha: commitOf(7) });
    expect(calls).toEqual(['Query', 'TransactWriteItems']);
    expect(server.attempts).toEqual([]);
  });
});

describe('repeated under its Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'once' };

  it('a request answers the first deployment, even where the branch has moved on or is gone', async () => {
    const first = push('first');
    const made = expectStatus(202, await deploy({ branch: 'main' }, { headers }));
    push('second');
    const moved = await deploy({ branch: 'main' }, { headers });
    server.repository.run('update-ref', '-d', 'refs/heads/main');
    const gone = await deploy({ branch: 'main' }, { headers });

    expect(made.json.commitSha).toBe(first);
    expect([moved.json, gone.json]).toEqual([made.json, made.json]);
    expect(await list()).toHaveLength(1);
  });
});
