import { describe, expect, test } from 'vitest';
import { Deployment } from '#shared/contract/deployment.ts';
import {
  deploy,
  deployed,
  environment,
  get,
  list,
  one,
  project,
  Shape,
  service,
  sha,
  useBench,
} from './deployments-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('deploying by hand', () => {
  test('answers 202 with the deployment exactly as the design shows it, its address and its ETag', async () => {
    const answer = expectStatus(202, await deploy({ branch: 'staging', commitSha: sha }));

    const deployment = Shape.parse(answer.json);
    const me = await service.api('GET', '/api/me');
    expect(deployment).toEqual({
      id: deployment.id,
      projectId: project.projectId,
      environmentId: project.environments.staging,
      environmentName: 'Staging',
      environmentType: 'staging',
      branch: 'staging',
      tag: null,
      commitSha: sha,
      commitMessage: null,
      commitAuthor: null,
      commitUrl: `https://github.com/Codertocat/Hello-World/commit/${sha}`,
      compareUrl: null,
      trigger: 'manual',
      triggeredBy: (me.json.principal as { id: string }).id,
      triggeredByName: 'First key',
      deliveryId: null,
      status: 'queued',
      statusReason: null,
      waitsFor: [],
      supersededBy: null,
      redeployOf: null,
      promotedFrom: null,
      approvedBy: null,
      approvedByName: null,
      approvedAt: null,
      cancelledBy: null,
      cancelledByName: null,
      cancelReason: null,
      runner: null,
      createdAt: deployment.createdAt,
      startedAt: null,
      completedAt: null,
      durationMs: null,
      errorMessage: null,
      ignoreSeries: false,
      update: 'changed',
      force: false,
      changePlan: null,
      submodules: null,
      statusReport: null,
    });
    expect(Object.keys(answer.json)).toEqual(Object.keys(Deployment.shape));
    expect(answer.headers.location).toBe(`${project.path}/deployments/${deployment.id}`);
    const read = await get(`/deployments/${deployment.id}`);
    expect(read.json).toEqual(answer.json);
    expect(read.headers.etag).toBe(answer.headers.etag);
  });

  test('to an environment that needs an approval waits, with the reason', async () => {
    const path = `${project.path}/environments/${project.environments.main}`;
    expectStatus(200, await service.api('PUT', path, { body: { approval: 'required' } }));

    const deployment = await deployed({ branch: 'main', commitSha: sha });

    expect(deployment).toMatchObject({ status: 'waiting', statusReason: expect.stringContaining('approval') });
    expect((await environment(project.environments.main)).pending).toMatchObject({
      id: deployment.id,
      status: 'waiting',
    });
  });
});

describe('a newer deployment', () => {
  test('supersedes the pending one, which stays in the history linked to its successor', async () => {
    const first = await deployed({ branch: 'staging' });
    const second = await deployed({ branch: 'staging' });

    const ended = await one(first.id);
    expect(ended).toMatchObject({ status: 'superseded', supersededBy: second.id, startedAt: null });
    expect(ended.statusReason).not.toBeNull();
    expect(ended.completedAt).toBe(second.createdAt);
    expect((await environment(project.environments.staging)).pending?.id).toBe(second.id);
    expect(await one(second.id)).toEqual(second);
  });
});

describe('the list', () => {
  test('is empty with the exact shape where nothing was deployed', async () => {
    expect(await list()).toEqual({ deployments: [], nextCursor: null });
  });

  test('shows the newest first, each as its own GET does', async () => {
    const made = [
      await deployed({ branch: 'staging' }),
      await deployed({ branch: 'main' }),
      await deployed({ branch: 'develop' }),
    ];

    const { deployments } = await list();

    expect(deployments.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    for (const deployment of deployments) expect(deployment).toEqual(await one(deployment.id));
  });
});

test('A deployment of another project is 404 here', async () => {
  const { id } = await deployed({ branch: 'staging' });
  const other = await service.project();
  expectProblem(await service.api('GET', `${other.path}/deployments/${id}`), 'not_found');
});
