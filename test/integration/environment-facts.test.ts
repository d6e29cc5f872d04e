import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCalls } from './aws-calls.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

let service: TestService;
let aws: AwsCalls;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  aws = new AwsCalls();
});
afterAll(() => service.stop());

type Json = Record<string, unknown>;
const pathOf = ({ path, environments }: Connected): string => `${path}/environments/${environments.staging}`;
const get = async (path: string) => expectStatus(200, await service.api('GET', path));
const runnerOf = ({ path, environments }: Connected) => new TestRunner(service, path, environments.staging);

describe('the URL of an environment', () => {
  it('is set, changed and cleared, and handed to the runner', async () => {
    const project = await service.connectedProject();
    const url = 'https://staging.acme.example/web';
    const id = await service.environment(project.path, { name: 'QA', type: 'staging', url });
    expect((await get(`${project.path}/environments/${id}`)).json.url).toBe(url);
    expect((await get(pathOf(project))).json.url).toBeNull();

    expectStatus(200, await service.api('PUT', pathOf(project), { body: { url } }));
    await deploy(service, project, { commitSha: commitOf(1) });
    expect((await runnerOf(project).claim()).environment.url).toBe(url);

    const cleared = expectStatus(200, await service.api('PUT', pathOf(project), { body: { url: null } }));
    expect(cleared.json.url).toBeNull();
  });

  it.each([
    'acme.example',
    'ftp://acme.example',
    'javascript:alert(1)',
    'https://me:secret@acme.example',
    '',
    'https://',
  ])('is no %j', async (url) => {
    const project = await service.connectedProject();
    expectProblem(await service.api('PUT', pathOf(project), { body: { url } }), 'validation_failed', ['#/url']);
  });
});

describe('the mappings of an environment', () => {
  it('are those that lead to it', async () => {
    const project = await service.connectedProject();
    const body = { branchPattern: 'v*', refType: 'tag', environmentId: project.environments.staging };
    const made = expectStatus(201, await service.api('POST', `${project.path}/branch-mappings`, { body }));

    const { mappings } = (await get(pathOf(project))).json as { mappings: Json[] };

    expect(mappings).toEqual([
      { mappingId: expect.any(String), refType: 'branch', branchPattern: 'staging', trigger: 'push' },
      { mappingId: made.json.id, refType: 'tag', branchPattern: 'v*', trigger: 'push' },
    ]);
    const { environments } = (await get(`${project.path}/environments`)).json as { environments: Json[] };
    expect(environments.find(({ id }) => id === project.environments.staging)?.mappings).toEqual(mappings);
  });
});

describe('the runner of an environment', () => {
  it('is noted when it asks for work, without a version, with one write a minute', async () => {
    const project = await service.connectedProject();
    const before = await get(pathOf(project));
    expect(before.json.runner).toEqual({ name: null, lastSeenAt: null, absent: false });
    /** Without those of the authorizer, which looks the key up again after a minute. */
    const claim = async () => (await aws.during(() => runnerOf(project).tryClaim())).calls.slice(-2);

    expect(await claim()).toEqual(['BatchGetItem', 'UpdateItem']);
    expect(await claim()).toEqual(['BatchGetItem']);
    expect(await minutesLater(2, claim)).toEqual(['BatchGetItem', 'UpdateItem']);

    const after = await get(pathOf(project));
    expect(after.json.runner).toMatchObject({ name: 'build-1', lastSeenAt: expect.stringMatching(/^20/) });
    expect(String(after.headers.etag).split('.')[0]).toBe(String(before.headers.etag).split('.')[0]);
  });

  it('is absent once something was queued for two minutes and nobody asked, and is back when it asks', async () => {
    const project = await service.connectedProject();
    await deploy(service, project, { commitSha: commitOf(1) });
    const absent = async () => ((await get(pathOf(project))).json.runner as Json).absent;
    expect(await absent()).toBe(false);
    expect(await minutesLater(3, absent)).toBe(true);
    await minutesLater(3, async () => {
      await runnerOf(project).claim();
      expect((await get(pathOf(project))).json.runner).toMatchObject({ name: 'build-1', absent: false });
    });
  });
});
