import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { ClonedProject } from '#shared/contract/project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { Answer } from '#test/call.ts';
import { expectProblem } from './expect-problem.ts';
import { restrict, restrictedKey, wholeTable } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const clone = (path: string, body?: unknown): Promise<Answer> =>
  service.api('POST', `${path}/clone`, body === undefined ? {} : { body });
const cloned = async (path: string, body?: unknown): Promise<Answer> => expectStatus(201, await clone(path, body));
const get = async (path: string): Promise<Answer> => expectStatus(200, await service.api('GET', path));
const rowsOf = async (path: string, name: string) => (await get(path)).json[name] as Record<string, unknown>[];

test('A clone answers the new project, what was copied, changed and left out, and its address', async () => {
  const { path, id } = await service.project({ description: 'origin', defaultOdooVersion: '18.0' });

  const made = await cloned(path);

  const project = z.strictObject(ClonedProject.shape).parse(made.json);
  expect(project).toMatchObject({ description: 'origin', defaultOdooVersion: '18.0', clonedFrom: id });
  expect(project.cloneReport).toEqual({
    copied: ['description'],
    changed: [],
    leftOut: ['repository connection', 'deploy key', 'webhook', 'deployment history'],
  });
  expect(made.headers).toMatchObject({ location: `/api/projects/${project.id}`, etag: expect.stringMatching(/^"1\./) });
  const { cloneReport: _, ...shown } = made.json;
  expect((await get(`/api/projects/${project.id}`)).json).toEqual(shown);
});

test('Clones without a name are called (copy), (copy 2), (copy 3)', async () => {
  const { path } = await service.project({ name: 'Shop' });

  const names = [await cloned(path), await cloned(path, {}), await cloned(path)].map(({ json }) => json.name);

  expect(names).toEqual(['Shop (copy)', 'Shop (copy 2)', 'Shop (copy 3)']);
});

test('Five clones at once get five names', async () => {
  const { path } = await service.project({ name: 'Rush' });

  const made = await Promise.all(Array.from({ length: 5 }, () => cloned(path)));

  expect(made.map(({ json }) => json.name).sort()).toEqual([
    'Rush (copy 2)',
    'Rush (copy 3)',
    'Rush (copy 4)',
    'Rush (copy 5)',
    'Rush (copy)',
  ]);
});

test('A name of 120 characters is cut, so that its copy still is a name', async () => {
  const { path } = await service.project({ name: 'n'.repeat(120) });
  const made = await cloned(path);
  expect(made.json.name).toBe(`${'n'.repeat(113)} (copy)`);
});

test('A clone takes the name that is asked for, or says that it is taken', async () => {
  const { path } = await service.project();
  await service.project({ name: 'Already there' });

  expect((await cloned(path, { name: 'Chosen' })).json.name).toBe('Chosen');
  expectProblem(await clone(path, { name: 'already THERE' }), 'name_taken', ['#/name']);
});

test('A clone refuses fields that it does not know', async () => {
  const { path } = await service.project();
  expectProblem(await clone(path, { description: 'x' }), 'validation_failed', ['#/description']);
});

test('A clone has the environments under new ids, with automatic deployment off and nothing deployed', async () => {
  const { path } = await service.connectedProject();
  expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));
  const origins = await rowsOf(`${path}/environments`, 'environments');

  const { json } = await cloned(path);

  const copies = await rowsOf(`/api/projects/${json.id}/environments`, 'environments');
  const bare = ({ name, type, odooVersion, approval }: Record<string, unknown>) => ({
    ...{ name, type, odooVersion, approval },
  });
  expect(copies.map(bare)).toEqual(origins.map(bare));
  for (const copy of copies) {
    expect(copy).toMatchObject({ autoDeploy: false, current: null, running: null, pending: null, projectId: json.id });
    expect(origins.map(({ id }) => id)).not.toContain(copy.id);
  }
});

test('A clone has the mappings under new ids, each to the copy of its environment', async () => {
  const { path } = await service.connectedProject();
  const origins = await rowsOf(`${path}/branch-mappings`, 'branchMappings');

  const { json } = await cloned(path);

  const copies = await rowsOf(`/api/projects/${json.id}/branch-mappings`, 'branchMappings');
  const environments = await rowsOf(`/api/projects/${json.id}/environments`, 'environments');
  const rule = (mapping: Record<string, unknown>) => {
    const { id, projectId, environmentId, createdAt, updatedAt, ...rest } = mapping;
    return rest;
  };
  expect(copies).toHaveLength(3);
  expect(copies.map(rule)).toEqual(origins.map(rule));
  for (const copy of copies) {
    expect(origins.map(({ id }) => id)).not.toContain(copy.id);
    expect(environments.find(({ id }) => id === copy.environmentId)?.name).toBe(copy.environmentName);
  }
});

test('A clone has no repository and no history', async () => {
  const { path } = await service.connectedProject();
  expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));

  const { json } = await cloned(path);

  expect(json.repository).toBeNull();
  const copy = `/api/projects/${json.id}`;
  expectProblem(await service.api('GET', `${copy}/repository`), 'repository_not_connected');
  expect((await get(`${copy}/deployments`)).json).toEqual({ deployments: [], nextCursor: null });
  // Neither key nor hook of the origin stands in any item of the copy.
  const items = (await wholeTable()).filter((item) => String(item.pk).includes(String(json.id)));
  expect(JSON.stringify(items)).not.toMatch(/dky_|hookId|ssh-ed25519/);
});

test('The clone of an archived project is not archived', async () => {
  const { path } = await service.project();
  await service.api('PUT', `${path}/archive`);
  expect((await cloned(path)).json.archivedAt).toBeNull();
});

test('The clone of a restricted project is restricted to the same principals, and listed for them', async () => {
  const organization = service.local.organization.id;
  const [granted, stranger] = [
    await restrictedKey(organization, ['view:projects']),
    await restrictedKey(organization, ['view:projects']),
  ];
  const { path, id } = await service.project();
  await restrict(service, id, { [granted.id]: 'view' });

  const { json } = await cloned(path);

  expect(json.access).toEqual({ mode: 'restricted' });
  const seen = async (token: string) => {
    const { projects } = expectStatus(200, await service.api('GET', '/api/projects?limit=100', { token })).json;
    return (projects as ProjectRecord[]).map((project) => project.id);
  };
  expect(await seen(granted.token)).toContain(json.id);
  expect(await seen(stranger.token)).not.toContain(json.id);
  expectProblem(await service.api('GET', `/api/projects/${json.id}`, { token: stranger.token }), 'not_found');
});

test('A change of the clone leaves its origin as it was', async () => {
  const { path } = await service.project();
  await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
  const before = await get(path);
  const { json } = await cloned(path);

  expectStatus(200, await service.api('PUT', `/api/projects/${json.id}`, { body: { name: 'Changed clone' } }));
  expectStatus(204, await service.api('DELETE', `/api/projects/${json.id}`));
  await service.settled();

  expect((await get(path)).json).toEqual(before.json);
  expect(await rowsOf(`${path}/environments`, 'environments')).toHaveLength(1);
});
