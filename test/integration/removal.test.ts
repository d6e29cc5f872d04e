import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { Removal } from '#shared/contract/removal.ts';
import type { Answer } from '#test/call.ts';
import { realRepository } from '#test/fixtures/github.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { Connection } from './connections/connection.ts';
import { giteaHost } from './connections/git-host.ts';
import { deploy } from './runner.ts';
import { TableContents } from './table-contents.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const Shape = z.strictObject(Removal.shape);
const removalIn = (answer: Answer): Removal => Shape.parse(expectStatus(200, answer).json);
const ofProject = async (path: string): Promise<Removal> => removalIn(await service.api('GET', `${path}/removal`));
const ofRepository = async (path: string): Promise<Removal> =>
  removalIn(await service.api('GET', `${path}/repository/removal`));
const none = { environments: 0, branchMappings: 0, deployments: 0, deliveries: 0, submoduleKeys: 0 };
const settingsPages = `https://github.com/${realRepository.fullName}/settings`;

describe('the removal of a project', () => {
  it('counts what a deletion takes, and tells the pages on which a person removes key and webhook', async () => {
    const project = await service.connectedProject();
    await service.deliveredPing(project.webhook);
    await deploy(service, project);
    const { json } = await service.api('GET', `${project.path}/environments`);
    const environments = (json.environments as unknown[]).length;
    const mappings = (await service.api('GET', `${project.path}/branch-mappings`)).json.branchMappings as unknown[];

    expect(await ofProject(project.path)).toEqual({
      counts: { environments, branchMappings: mappings.length, deployments: 1, deliveries: 1, submoduleKeys: 0 },
      remote: [
        { what: 'deploy key', automatic: false, where: `${settingsPages}/keys` },
        { what: 'webhook', automatic: false, where: `${settingsPages}/hooks` },
      ],
    });
    expect(environments).toBeGreaterThan(0);
    expect(mappings.length).toBeGreaterThan(0);
  });

  it('is nothing for a project that has nothing', async () => {
    const { path } = await service.project();

    expect(await ofProject(path)).toEqual({ counts: none, remote: [] });
  });

  it('changes nothing, however often it is read', async () => {
    const { path } = await service.connectedProject();
    const contents = new TableContents(service);
    const before = await contents.items();

    await ofProject(path);
    await ofRepository(path);

    expect(await contents.items()).toEqual(before);
  });
});

describe('the removal of a repository', () => {
  it('deletes nothing in oCore, and names during a rotation by hand both keys, as the disconnection then does', async () => {
    const { path } = await service.connectedProject();
    expectStatus(200, await service.api('POST', `${path}/repository/regenerate-key`));

    const told = await ofRepository(path);

    expect(told).toEqual({
      counts: none,
      remote: [
        { what: 'deploy key', automatic: false, where: `${settingsPages}/keys` },
        { what: 'old deploy key', automatic: false, where: `${settingsPages}/keys` },
        { what: 'webhook', automatic: false, where: `${settingsPages}/hooks` },
      ],
    });
    const { json } = expectStatus(200, await service.api('DELETE', `${path}/repository`));
    const left = json.leftBehind as { what: string; where: string }[];
    expect(left.map(({ what, where }) => ({ what, where }))).toEqual(
      told.remote.map(({ what, where }) => ({ what, where })),
    );
  });

  it('is 404 without a repository', async () => {
    const { path } = await service.project();

    expectProblem(await service.api('GET', `${path}/repository/removal`), 'repository_not_connected');
  });
});

test('With a credential for its host oCore removes key and webhook, and only as long as it has one', async () => {
  const host = await giteaHost();
  const at = new Connection(service, host);
  await at.set('good');
  const project = await at.connected();
  const automatic = [
    { what: 'deploy key', automatic: true, where: null },
    { what: 'webhook', automatic: true, where: null },
  ];

  expect((await ofProject(project.path)).remote).toEqual(automatic);
  expect((await ofRepository(project.path)).remote).toEqual(automatic);

  const { etag = '' } = (await service.api('GET', '/api/settings/git-providers/gitea')).headers;
  const headers = { 'if-match': etag };
  expectStatus(204, await service.api('DELETE', '/api/settings/git-providers/gitea', { headers }));
  expect((await ofRepository(project.path)).remote).toEqual([
    { what: 'deploy key', automatic: false, where: expect.stringContaining('/settings/keys') },
    { what: 'webhook', automatic: false, where: expect.stringContaining('/settings/hooks') },
  ]);
  await host.standIn.stop();
});
