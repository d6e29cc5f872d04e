import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Answer } from '#test/call.ts';
import { expectProblem } from './expect-problem.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let project: Connected;
let staging: TestRunner;
let production: string;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
  staging = new TestRunner(service, project.path, project.environments.staging);
  production = project.environments.main;
});

const ok = async (method: string, path: string, body?: unknown) =>
  expectStatus(200, await service.api(method, path, body === undefined ? {} : { body })).json;
const promote = (id: string, body: object = { environmentId: production }, headers = {}): Promise<Answer> =>
  service.api('POST', `${project.path}/deployments/${id}/promote`, { body, headers });
const promoted = async (id: string, body: object = {}): Promise<Deployment> =>
  expectStatus(202, await promote(id, { environmentId: production, ...body })).json as unknown as Deployment;
const environment = async (id: string) =>
  (await ok('GET', `${project.path}/environments/${id}`)) as unknown as Environment;
const change = (body: object) => ok('PUT', `${project.path}/environments/${production}`, body);
/** A deployment of the commit to Staging that has succeeded. */
const succeeded = async (n = 1): Promise<string> => {
  await deploy(service, project, { commitSha: commitOf(n) });
  return staging.run({ commitMessage: 'Fix the invoice', commitAuthor: 'Mona Lisa' });
};

describe('a promotion', () => {
  it('deploys the commit of a deployment that succeeded to another environment, and keeps where it came from', async () => {
    const origin = await succeeded();

    const answer = expectStatus(202, await promote(origin));

    const { principal } = (await service.api('GET', '/api/me')).json as { principal: { id: string } };
    expect(answer.json).toMatchObject({
      environmentId: production,
      environmentName: 'Production',
      branch: 'staging',
      tag: null,
      commitSha: commitOf(1),
      commitMessage: 'Fix the invoice',
      commitAuthor: 'Mona Lisa',
      trigger: 'promotion',
      triggeredBy: principal.id,
      promotedFrom: origin,
      redeployOf: null,
      status: 'queued',
      ignoreSeries: false,
      update: 'changed',
    });
    expect(answer.headers.location).toBe(`${project.path}/deployments/${answer.json.id}`);
    expect(await ok('GET', `${project.path}/deployments/${answer.json.id}`)).toEqual(answer.json);
    expect((await environment(production)).pending?.id).toBe(answer.json.id);
  });

  it('is claimed as it was promoted, and what stood there before is told', async () => {
    const origin = await succeeded();
    const runner = new TestRunner(service, project.path, production);
    await deploy(service, project, { environmentId: production, commitSha: commitOf(7) });
    await runner.run();
    const { id } = await promoted(origin, { ignoreSeries: true, update: ['sale_x'] });

    const { deployment, previousCommitSha, lease } = await runner.claim();

    expect(deployment).toMatchObject({ id, promotedFrom: origin, ignoreSeries: true, update: ['sale_x'] });
    expect(previousCommitSha).toBe(commitOf(7));
    expectStatus(204, await runner.complete(id, lease.token));
    expect((await environment(production)).current).toMatchObject({ id, commitSha: commitOf(1) });
    // A promotion can be promoted, too.
    expect(await promoted(id, { environmentId: project.environments.develop })).toMatchObject({ promotedFrom: id });
  });

  it('asks no mapping, automatic deployment or pause, but waits for an approval', async () => {
    const origin = await succeeded();
    const mappings = (await ok('GET', `${project.path}/branch-mappings`)).branchMappings as { id: string }[];
    for (const { id } of mappings) {
      expectStatus(204, await service.api('DELETE', `${project.path}/branch-mappings/${id}`));
    }
    await change({ autoDeploy: false });
    await ok('POST', `${project.path}/environments/${production}/pause`, { reason: 'Month end' });
    const free = await promoted(origin);
    await ok('POST', `${project.path}/environments/${production}/pause`, { reason: 'Still month end' });
    const still = await ok('GET', `${project.path}/deployments/${free.id}`);
    await change({ approval: 'required' });
    const held = await promoted(origin);

    expect([free.status, still.status]).toEqual(['queued', 'queued']);
    expect(held).toMatchObject({ status: 'waiting', statusReason: 'Production needs an approval.' });
    expect(await ok('POST', `${project.path}/deployments/${held.id}/approve`)).toMatchObject({
      status: 'queued',
      commitSha: commitOf(1),
    });
  });

  it('counts as requested by whoever promoted it', async () => {
    const origin = await succeeded();
    await change({ approval: 'required_from_another' });
    const { id } = await promoted(origin);

    const answer = await service.api('POST', `${project.path}/deployments/${id}/approve`);

    expect(expectProblem(answer, 'conflict').detail).toContain('You requested this deployment');
  });

  it('supersedes what is pending there', async () => {
    const pending = await deploy(service, project, { environmentId: production, commitSha: commitOf(9) });

    const { id } = await promoted(await succeeded());

    expect(await ok('GET', `${project.path}/deployments/${pending}`)).toMatchObject({
      status: 'superseded',
      supersededBy: id,
    });
  });

  it('repeated under its Idempotency-Key makes one', async () => {
    const origin = await succeeded();
    const once = () => promote(origin, { environmentId: production }, { 'idempotency-key': 'promote-once' });

    const [first, second] = [expectStatus(202, await once()), expectStatus(202, await once())];

    expect(second.json.id).toBe(first.json.id);
  });
});

describe('a promotion is refused', () => {
  it('of a deployment that has not succeeded, whatever its status', async () => {
    const queued = await deploy(service, project, { commitSha: commitOf(1) });
    const refused = [expectProblem(await promote(queued), 'conflict')];
    const { lease } = await staging.claim();
    refused.push(expectProblem(await promote(queued), 'conflict'));
    expectStatus(204, await staging.complete(queued, lease.token, { status: 'failed' }));
    refused.push(expectProblem(await promote(queued), 'conflict'));

    expect(refused.map(({ detail }) => /this one is (\w+)/.exec(detail)?.[1])).toEqual(['queued', 'running', 'failed']);
    expect((await environment(production)).pending).toBeNull();
  });

  it('where the runner did not tell which commit it deployed', async () => {
    await deploy(service, project);
    const origin = await staging.run();

    expect(expectProblem(await promote(origin), 'conflict').detail).toContain('did not tell which commit');
  });

  it.each([
    ['no environment', {}],
    ['an unknown one', { environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
    ['a malformed one', { environmentId: '__proto__' }],
  ])('to %s', async (_, body) => {
    expectProblem(await promote(await succeeded(), body), 'validation_failed', ['#/environmentId']);
  });

  it('to the environment where it stands', async () => {
    const body = { environmentId: project.environments.staging };

    const problem = expectProblem(await promote(await succeeded(), body), 'validation_failed', ['#/environmentId']);

    expect(problem.detail).toContain('redeploy it there');
  });

  it("to another project's environment", async () => {
    const other = await service.project();
    const environmentId = await service.environment(other.path, { name: 'Production', type: 'production' });

    expectProblem(await promote(await succeeded(), { environmentId }), 'validation_failed', ['#/environmentId']);
  });

  it('of an unknown deployment, in an archived project, and without a repository', async () => {
    const origin = await succeeded();
    expectProblem(await promote('dep_01ARZ3NDEKTSV4RRFFQ69G5FAV'), 'not_found');
    await ok('PUT', `${project.path}/archive`);
    expectProblem(await promote(origin), 'project_archived');
    await ok('PUT', `${project.path}/unarchive`);
    await ok('DELETE', `${project.path}/repository`);
    expectProblem(await promote(origin), 'repository_not_connected');
  });
});
