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
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('a promotion', () => {
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
