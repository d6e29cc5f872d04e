import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer } from '#test/call.ts';
import { realPush } from '#test/fixtures/github.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { type Key, organizationOf, restrictedKey } from './principals.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let project: Connected;
let environment: string;
let owner: string;
/** Two keys of one member, and one of another. */
let mona: Key;
let monas: Key;
let lisa: Key;
beforeAll(async () => {
  service = await TestService.start();
  owner = ((await service.api('GET', '/api/me')).json.principal as { id: string }).id;
  const key = (creator: string) => restrictedKey(organizationOf(service), ['manage:projects'], null, creator);
  mona = await key('mem_00000000000000000000000001');
  monas = await key('mem_00000000000000000000000001');
  lisa = await key('mem_00000000000000000000000002');
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
  environment = `${project.path}/environments/${project.environments.staging}`;
});

const api = (method: string, path: string, body?: unknown, token = service.token): Promise<Answer> =>
  service.api(method, path, { token, ...(body === undefined ? {} : { body }) });
const needs = async (approval: string): Promise<void> => {
  expectStatus(200, await api('PUT', environment, { approval }));
};
const step = (id: string, action: string, token?: string): Promise<Answer> =>
  api('POST', `${project.path}/deployments/${id}/${action}`, undefined, token);
const requested = async (token: string): Promise<string> => {
  const body = { environmentId: project.environments.staging, commitSha: commitOf(1) };
  return String(expectStatus(202, await api('POST', `${project.path}/deploy`, body, token)).json.id);
};
const read = async (id: string): Promise<Deployment> =>
  expectStatus(200, await api('GET', `${project.path}/deployments/${id}`)).json as unknown as Deployment;
const push = () => service.deliver(project.webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });

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

  it('of one that is queued', async () => {
    const id = await requested(mona.token);
    expect(expectStatus(200, await step(id, 'cancel', lisa.token)).json).toMatchObject(cancelled());
    expect(await read(id)).toMatchObject(cancelled());
  });

  it('of one that runs, from when somebody asked for it', async () => {
    const id = await requested(mona.token);
    const runner = new TestRunner(service, project.path, project.environments.staging);
    const { lease } = await runner.claim();
    expectStatus(200, await step(id, 'cancel', lisa.token));
    expect(await read(id)).toMatchObject({ ...cancelled(), status: 'running' });
    expectStatus(204, await runner.complete(id, lease.token, { status: 'cancelled' }));
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
