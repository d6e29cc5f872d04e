import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

type Json = Record<string, unknown>;
const read = async (path: string): Promise<Json> => expectStatus(200, await service.api('GET', path)).json;
const staging = ({ path, environments }: Connected): Promise<Json> =>
  read(`${path}/environments/${environments.staging}`);
const runnerOf = ({ path, environments }: Connected) => new TestRunner(service, path, environments.staging);
const page = 'https://github.com/Codertocat/Hello-World';

describe('a deployment', () => {
  it('tells its pages, the type of its environment and what it waits for', async () => {
    const project = await service.connectedProject();
    const environment = `${project.path}/environments/${project.environments.staging}`;
    expectStatus(200, await service.api('PUT', environment, { body: { approval: 'required' } }));

    const id = await deploy(service, project, { commitSha: commitOf(1) });
    expect(await read(`${project.path}/deployments/${id}`)).toMatchObject({
      environmentType: 'staging',
      waitsFor: ['approval'],
      commitUrl: `${page}/commit/${commitOf(1)}`,
      compareUrl: null,
    });
    expect((await staging(project)).pending).toMatchObject({ id, waitsFor: ['approval'] });
  });

  it('is compared with what stood there when it started', async () => {
    const project = await service.connectedProject();
    await deploy(service, project, { commitSha: commitOf(1) });
    const runner = runnerOf(project);
    const first = await runner.claim();
    const second = await deploy(service, project, { commitSha: commitOf(2) });
    expectStatus(204, await runner.complete(first.deployment.id, first.lease.token));

    const { deployment } = await runner.claim();

    const compareUrl = `${page}/compare/${commitOf(1)}...${commitOf(2)}`;
    expect(deployment).toMatchObject({ id: second, compareUrl, environmentType: 'staging' });
    expect(await read(`${project.path}/deployments/${second}`)).toMatchObject({ compareUrl });
    const { deployments } = (await read(`${project.path}/deployments`)) as { deployments: Json[] };
    expect(deployments[0]).toMatchObject({ id: second, compareUrl });
  });
});

describe('the deployments that an environment shows', () => {
  it('carry what a card needs, from the push to its end', async () => {
    const project = await service.connectedProject();
    const push = { ...realPush(), ref: 'refs/heads/staging', after: 'a'.repeat(40) };
    expectStatus(202, await service.deliver(project.webhook, 'push', push));
    const pushed = {
      commitSha: 'a'.repeat(40),
      commitUrl: `${page}/commit/${'a'.repeat(40)}`,
      branch: 'staging',
      tag: null,
      trigger: 'push',
      triggeredBy: 'github:Codertocat',
      triggeredByName: 'Codertocat',
    };

    const queued = await staging(project);
    expect(queued.pending).toMatchObject({ ...pushed, status: 'queued', startedAt: null, completedAt: null });
    expect(queued.lastDeployment).toBeNull();

    const runner = runnerOf(project);
    const { deployment, lease } = await runner.claim();
    const facts = { commitSha: 'a'.repeat(40), commitMessage: 'Fix taxes', commitAuthor: 'Hubot' };
    expectStatus(200, await runner.heartbeat(deployment.id, lease.token, facts));

    const running = { ...pushed, commitMessage: 'Fix taxes', commitAuthor: 'Hubot', status: 'running' };
    expect(await staging(project)).toMatchObject({ running: { ...running, completedAt: null }, lastDeployment: null });
    expect((await staging(project)).running).toMatchObject({ startedAt: expect.stringMatching(/^20/) });

    expectStatus(204, await runner.complete(deployment.id, lease.token, { statusReason: 'Two modules updated.' }));

    const done = await staging(project);
    expect(done.current).toMatchObject({ ...running, status: 'succeeded', statusReason: 'Two modules updated.' });
    expect(done.lastDeployment).toEqual(done.current);
    const { startedAt, completedAt } = await read(`${project.path}/deployments/${deployment.id}`);
    expect(done.current).toMatchObject({ startedAt, completedAt });
  });

  it('hold the last one that ended, also a failed first one, and one that was cancelled before it started', async () => {
    const project = await service.connectedProject();
    const runner = runnerOf(project);
    const failed = await deploy(service, project, { commitSha: commitOf(1) });
    await runner.run({ status: 'failed', statusReason: 'odoo_series_mismatch: 17.0 is not 18.0.' });

    expect(await staging(project)).toMatchObject({
      current: null,
      lastDeployment: { id: failed, status: 'failed', statusReason: 'odoo_series_mismatch: 17.0 is not 18.0.' },
    });

    const good = await deploy(service, project, { commitSha: commitOf(2) });
    expect((await staging(project)).lastDeployment).toMatchObject({ id: failed });
    await runner.run();
    expect(await staging(project)).toMatchObject({ current: { id: good }, lastDeployment: { id: good } });

    const stopped = await deploy(service, project, { commitSha: commitOf(3) });
    expectStatus(200, await service.api('POST', `${project.path}/deployments/${stopped}/cancel`));
    expect(await staging(project)).toMatchObject({
      current: { id: good, status: 'succeeded' },
      lastDeployment: { id: stopped, status: 'cancelled', statusReason: 'First key cancelled it.' },
    });

    const archived = await deploy(service, project, { commitSha: commitOf(4) });
    expectStatus(200, await service.api('PUT', `${project.path}/archive`));
    expect(await staging(project)).toMatchObject({
      lastDeployment: { id: archived, status: 'cancelled', statusReason: 'The project was archived.' },
    });
  });

  it('link to no page of another connection', async () => {
    const project = await service.connectedProject();
    await deploy(service, project, { commitSha: commitOf(1) });
    await runnerOf(project).run();
    expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
    expect((await staging(project)).current).toMatchObject({ commitSha: commitOf(1), commitUrl: null });
    const body = { repositoryUrl: 'git@github.com:octocat/other.git' };
    expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
    const { current } = (await staging(project)) as { current: Json };
    expect(current.commitUrl).toBeNull();
    expect(await read(`${project.path}/deployments/${current.id}`)).toMatchObject({
      commitUrl: `${page}/commit/${commitOf(1)}`,
    });
  });
});
