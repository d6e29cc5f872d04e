import { beforeEach, describe, expect, it } from 'vitest';
import {
  api,
  environment,
  lisa,
  mona,
  monas,
  needs,
  owner,
  project,
  push,
  read,
  requested,
  service,
  step,
  useBench,
} from './approval-by-another-bench.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus } from './test-service.ts';

useBench();

describe('where the approval of another person is required', () => {
  beforeEach(() => needs('required_from_another'));

  it('a key and its creator are one, whoever of them requested it', async () => {
    const made = await restrictedKey(organizationOf(service), ['manage:projects'], null, owner);
    expectProblem(await step(await requested(made.token), 'approve'), 'conflict');
    expectProblem(await step(await requested(service.token), 'approve', made.token), 'conflict');
  });

  it('who redeploys has requested it', async () => {
    const first = await requested(mona.token);
    expectStatus(200, await step(first, 'cancel'));
    const again = expectStatus(202, await step(first, 'redeploy', lisa.token)).json;
    expectProblem(await step(String(again.id), 'approve', lisa.token), 'conflict');
    expectStatus(200, await step(String(again.id), 'approve', mona.token));
  });

  it('a push has no requester: everybody who manages the project can approve it', async () => {
    const [id = ''] = expectStatus(202, await push()).json.deployments as string[];
    expect(expectStatus(200, await step(id, 'approve', mona.token)).json).toMatchObject({ approvedBy: mona.id });
  });

  it('who asks for a redelivery has requested what it deploys', async () => {
    const first = expectStatus(202, await push()).json;
    expectStatus(200, await step((first.deployments as string[])[0] ?? '', 'cancel'));
    const path = `${project.path}/deliveries/${first.deliveryId}/redeliver`;
    const [id = ''] = expectStatus(202, await api('POST', path, undefined, mona.token)).json.deployments as string[];
    expectProblem(await step(id, 'approve', monas.token), 'conflict');
    expectStatus(200, await step(id, 'approve', lisa.token));
  });

  it('a pause and its end change nothing of who requested it', async () => {
    const id = await requested(mona.token);
    expectStatus(200, await api('POST', `${environment}/pause`, { reason: 'x' }, lisa.token));
    expectStatus(200, await api('POST', `${environment}/resume`, undefined, lisa.token));
    expectProblem(await step(id, 'approve', mona.token), 'conflict');
  });
});

describe('who cancelled a deployment is kept', () => {
  const cancelled = () => ({ status: 'cancelled', cancelledBy: lisa.id, cancelledByName: 'manage:projects' });

  it('of one that is queued', async () => {
    const id = await requested(mona.token);
    expect(expectStatus(200, await step(id, 'cancel', lisa.token)).json).toMatchObject(cancelled());
    expect(await read(id)).toMatchObject(cancelled());
  });

  it('of one whose runner was lost before', async () => {
    const id = await requested(mona.token);
    await new TestRunner(service, project.path, project.environments.staging).claim();
    await minutesLater(2, async () => expectStatus(200, await step(id, 'cancel', lisa.token)));
    expect(await read(id)).toMatchObject(cancelled());
  });

  it.each([
    ['the project is archived', (one: Connected) => ['PUT', `${one.path}/archive`] as const],
    ['the repository is disconnected', (one: Connected) => ['DELETE', `${one.path}/repository`] as const],
    [
      'the environment is deleted',
      (one: Connected) => ['DELETE', `${one.path}/environments/${one.environments.staging}?force=true`] as const,
    ],
  ])('where %s', async (_, change) => {
    const id = await requested(mona.token);
    const [method, address] = change(project);
    const answer = await api(method, address, undefined, lisa.token);
    expect(answer.status).toBeLessThan(300);
    expect(await read(id)).toMatchObject(cancelled());
  });

  it('and is nobody where time, or a newer deployment, ended it', async () => {
    await needs('required');
    const late = await deploy(service, project, { commitSha: commitOf(2) });
    const newer = await deploy(service, project, { commitSha: commitOf(3) });
    expect(await read(late)).toMatchObject({ status: 'superseded', cancelledBy: null, cancelledByName: null });
    await minutesLater(7 * 24 * 60 + 1, () =>
      new TestRunner(service, project.path, project.environments.staging).tryClaim(),
    );
    expect(await read(newer)).toMatchObject({ status: 'cancelled', cancelledBy: null, cancelledByName: null });
  });
});
