import { describe, expect, test } from 'vitest';
import type { Answer } from '#test/call.ts';
import {
  add,
  fields,
  get,
  list,
  order,
  path,
  post,
  production,
  put,
  Shape,
  service,
  staging,
  useBench,
  useNewProject,
} from './branch-mappings-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

test("The manual's three environments give exactly its three mappings with its three behaviours", async () => {
  await useNewProject();
  await service.environment(path, { name: 'Production', type: 'production', branch: 'main' });
  await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
  await service.environment(path, { name: 'Development', type: 'development', branch: 'develop' });

  const table = (await list()).map((mapping) => [
    mapping.branchPattern,
    mapping.environmentName,
    mapping.environmentType,
    mapping.trigger,
    mapping.behavior,
    mapping.priority,
  ]);

  expect(table).toEqual([
    ['main', 'Production', 'production', 'merge', 'Deploy on merge', 10],
    ['staging', 'Staging', 'staging', 'push', 'Deploy on push', 20],
    ['develop', 'Development', 'development', 'push', 'Deploy on push', 30],
  ]);
});

describe('creating a mapping', () => {
  test('answers 201 with the mapping exactly as the design shows it, its address and its ETag', async () => {
    const made = expectStatus(201, await post({ branchPattern: 'feature/**', paths: ['addons/**'] }));

    const mapping = Shape.parse(made.json);
    expect(Object.keys(made.json)).toEqual(fields);
    expect(mapping).toEqual({
      id: mapping.id,
      projectId: path.split('/').at(-1),
      refType: 'branch',
      branchPattern: 'feature/**',
      environmentId: staging,
      environmentName: 'Staging',
      environmentType: 'staging',
      trigger: 'push',
      behavior: 'Deploy on push',
      priority: 10,
      autoDeploy: true,
      paths: ['addons/**'],
      warnings: [],
      createdAt: mapping.createdAt,
      updatedAt: mapping.createdAt,
      updatedBy: mapping.updatedBy,
      updatedByName: 'First key',
    });
    expect(made.headers.location).toBe(`${path}/branch-mappings/${mapping.id}`);
    const read = expectStatus(200, await get(mapping.id));
    expect(read.json).toEqual(made.json);
    expect(read.headers.etag).toBe(made.headers.etag);
  });

  test('takes the next free multiple of 10 after the highest priority', async () => {
    await add('a');
    await add('b', { priority: 25 });
    await add('c');
    await add('d', { priority: 5 });
    await add('e');
    expect(await order()).toEqual([
      ['d', 5],
      ['a', 10],
      ['b', 25],
      ['c', 30],
      ['e', 40],
    ]);
  });

  test('of tags deploys on tag, also to production and by a pattern', async () => {
    const mapping = await add('v*', { refType: 'tag', environmentId: production });
    expect(mapping).toMatchObject({ refType: 'tag', trigger: 'push', behavior: 'Deploy on tag' });
    expectProblem(await post({ branchPattern: 'w*', refType: 'tag', trigger: 'merge' }), 'validation_failed', [
      '#/trigger',
    ]);
  });

  test('with the priority of another is a conflict', async () => {
    await add('a', { priority: 10 });
    expectProblem(await post({ branchPattern: 'b', priority: 10 }), 'mapping_conflict', ['#/priority']);
    expect(await order()).toEqual([['a', 10]]);
  });
});

describe('updating a mapping', () => {
  test('changes the fields that are sent and leaves the others', async () => {
    const before = await add('feature/*', { paths: ['a'], trigger: 'merge' });

    const after = expectStatus(200, await put(before.id, { autoDeploy: false, priority: 99 }));

    expect(Shape.parse(after.json)).toEqual({
      ...before,
      autoDeploy: false,
      priority: 99,
      updatedAt: after.json.updatedAt,
    });
    expect(expectStatus(200, await get(before.id)).json).toEqual(after.json);
  });

  test('refuses a full ref, which would match nothing', async () => {
    const answer = await post({ branchPattern: 'refs/heads/main' });

    expectProblem(answer, 'validation_failed', ['#/branchPattern']);
    expect(answer.json.detail).toMatch(/short name, for instance main/);
  });
});

describe('ordering the mappings', () => {
  const putOrder = (ids: readonly string[], headers: Record<string, string> = {}): Promise<Answer> =>
    service.api('PUT', `${path}/branch-mappings`, { body: { order: ids }, headers });

  test('answers with all of them in the new order, and what deploys changes with it', async () => {
    const wide = await add('release/**', { priority: 3 });
    const narrow = await add('release/19.0', { priority: 70, environmentId: production });
    const simulated = async () => {
      const body = { event: 'push', branch: 'release/19.0' };
      return (await service.api('POST', `${path}/branch-mappings/simulate`, { body })).json.mappingId;
    };
    const before = await simulated();

    const answer = expectStatus(200, await putOrder([narrow.id, wide.id]));

    expect(await order()).toEqual([
      ['release/19.0', 3],
      ['release/**', 70],
    ]);
    expect(answer.json).toEqual((await service.api('GET', `${path}/branch-mappings`)).json);
    expect([before, await simulated()]).toEqual([wide.id, narrow.id]);
  });
});

describe('deleting a mapping', () => {
  test('is 204, and then it is 404', async () => {
    const { id } = await add('main');
    expect(expectStatus(204, await service.api('DELETE', `${path}/branch-mappings/${id}`)).text).toBe('');
    expectProblem(await get(id), 'not_found');
    expectProblem(await put(id, {}), 'not_found');
    expect(await list()).toEqual([]);
  });
});

test('A mapping of another project is 404 here', async () => {
  const { id } = await add('main');
  await useNewProject();
  expectProblem(await get(id), 'not_found');
  expectProblem(await put(id, {}), 'not_found');
  expectProblem(await service.api('DELETE', `${path}/branch-mappings/${id}`), 'not_found');
});
