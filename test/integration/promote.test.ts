import { describe, expect, it } from 'vitest';
import { expectProblem } from './expect-problem.ts';
import {
  change,
  environment,
  ok,
  production,
  project,
  promote,
  promoted,
  service,
  staging,
  succeeded,
  useBench,
} from './promote-bench.ts';
import { commitOf, deploy } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

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
});
