import { describe, expect, it } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { managing, managingName, named, read, service, useBench } from './names-beside-ids-bench.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('names beside ids', () => {
  it('tell whose push, whose request and whose runner changed an environment last', async () => {
    const project = await service.connectedProject();
    const environment = `${project.path}/environments/${project.environments.staging}`;
    const push = { ...realPush(), ref: 'refs/heads/staging', after: 'a'.repeat(40) };

    const { json } = expectStatus(202, await service.deliver(project.webhook, 'push', push));
    const [pushed] = json.deployments as string[];

    expect(await read(`${project.path}/deployments/${pushed}`)).toMatchObject({
      triggeredBy: 'github:Codertocat',
      triggeredByName: 'Codertocat',
    });
    expect(named(await read(environment))).toEqual({ updatedBy: 'github:Codertocat', updatedByName: 'Codertocat' });

    const id = await deploy(service, project, { commitSha: commitOf(1) });
    expect(await read(`${project.path}/deployments/${id}`)).toMatchObject({ triggeredByName: 'First key' });
    expect(named(await read(environment))).toMatchObject({ updatedByName: 'First key' });

    const other = await managing();
    const runner = new TestRunner(service, project.path, project.environments.staging, other.token);
    const { lease } = await runner.claim();
    expect(named(await read(environment))).toEqual({ updatedBy: other.id, updatedByName: managingName });
    expectStatus(204, await runner.complete(id, lease.token));
    expect(named(await read(environment))).toEqual({ updatedBy: other.id, updatedByName: managingName });
  });
});
