import { beforeEach, describe, expect, it } from 'vitest';
import {
  lisa,
  mona,
  monas,
  needs,
  project,
  read,
  requested,
  service,
  step,
  useBench,
} from './approval-by-another-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('where the approval of another person is required', () => {
  beforeEach(() => needs('required_from_another'));

  it('whoever requested a deployment cannot approve it, and is told who can', async () => {
    const id = await requested(mona.token);

    const { detail } = expectProblem(await step(id, 'approve', mona.token), 'conflict');

    expect(detail).toMatch(/^You requested this deployment.*Ask somebody else with manage:projects to approve it\.$/);
    expect(await read(id)).toMatchObject({ status: 'waiting', approvedBy: null });
  });

  it('another key of the same creator cannot approve it, a key of somebody else can', async () => {
    const id = await requested(mona.token);
    expectProblem(await step(id, 'approve', monas.token), 'conflict');
    expect(expectStatus(200, await step(id, 'approve', lisa.token)).json).toMatchObject({ approvedBy: lisa.id });
  });
});

describe('the setting at the time of the approval counts', () => {
  it('though the deployment was requested under another', async () => {
    await needs('required');
    const id = await requested(mona.token);
    await needs('required_from_another');
    expectProblem(await step(id, 'approve', mona.token), 'conflict');
    await needs('required');
    expectStatus(200, await step(id, 'approve', mona.token));
  });
});

describe('who cancelled a deployment is kept', () => {
  const cancelled = () => ({ status: 'cancelled', cancelledBy: lisa.id, cancelledByName: 'manage:projects' });

  it('of one that runs, from when somebody asked for it', async () => {
    const id = await requested(mona.token);
    const runner = new TestRunner(service, project.path, project.environments.staging);
    const { lease } = await runner.claim();
    expectStatus(200, await step(id, 'cancel', lisa.token));
    expect(await read(id)).toMatchObject({ ...cancelled(), status: 'running' });
    expectStatus(204, await runner.complete(id, lease.token, { status: 'cancelled' }));
    expect(await read(id)).toMatchObject(cancelled());
  });
});
