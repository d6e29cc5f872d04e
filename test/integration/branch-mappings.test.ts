import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Answer } from '#test/call.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus, TestService } from './test-service.ts';

let service: TestService;
let path: string;
let production: string;
let staging: string;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  ({ path } = await service.project());
  production = await service.environment(path, { name: 'Production', type: 'production' });
  staging = await service.environment(path, { name: 'Staging', type: 'staging' });
});

const Shape = z.strictObject(BranchMapping.shape);
const fields = [
  ...['id', 'projectId', 'refType', 'branchPattern', 'environmentId', 'environmentName', 'environmentType'],
  ...['trigger', 'behavior', 'priority', 'autoDeploy', 'paths', 'warnings', 'createdAt', 'updatedAt'],
  ...['updatedBy', 'updatedByName'],
];
const post = (body: Record<string, unknown>): Promise<Answer> =>
  service.api('POST', `${path}/branch-mappings`, { body: { environmentId: staging, ...body } });
const add = async (branchPattern: string, more: Record<string, unknown> = {}): Promise<BranchMapping> =>
  Shape.parse(expectStatus(201, await post({ branchPattern, ...more })).json);
const put = (id: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('PUT', `${path}/branch-mappings/${id}`, { body, headers });
const get = (id: string): Promise<Answer> => service.api('GET', `${path}/branch-mappings/${id}`);
const list = async (): Promise<BranchMapping[]> => {
  const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
  expect(Object.keys(json)).toEqual(['branchMappings', 'nextCursor']);
  expect(json.nextCursor).toBeNull();
  return (json.branchMappings as unknown[]).map((one) => Shape.parse(one));
};
const order = async () => (await list()).map(({ branchPattern, priority }) => [branchPattern, priority]);

test("The manual's three environments give exactly its three mappings with its three behaviours", async () => {
  ({ path } = await service.project());
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

  test('takes the trigger by the type of the environment, unless it is told another', async () => {
    expect(await add('main', { environmentId: production })).toMatchObject({ trigger: 'merge' });
    expect(await add('hotfix', { environmentId: production, trigger: 'push' })).toMatchObject({
      behavior: 'Deploy on push',
    });
    expect(await add('staging', { trigger: 'merge' })).toMatchObject({ behavior: 'Deploy on merge' });
  });

  test('of tags deploys on tag, also to production and by a pattern', async () => {
    const mapping = await add('v*', { refType: 'tag', environmentId: production });
    expect(mapping).toMatchObject({ refType: 'tag', trigger: 'push', behavior: 'Deploy on tag' });
    expectProblem(await post({ branchPattern: 'w*', refType: 'tag', trigger: 'merge' }), 'validation_failed', [
      '#/trigger',
    ]);
  });

  test.each(['*', 'release/*', '**', 'main*'])('of %s to production needs an exact branch', async (branchPattern) => {
    const answer = await post({ branchPattern, environmentId: production });
    expectProblem(answer, 'production_needs_exact_branch', ['#/branchPattern']);
    expect(await list()).toEqual([]);
  });

  test('with the priority of another is a conflict', async () => {
    await add('a', { priority: 10 });
    expectProblem(await post({ branchPattern: 'b', priority: 10 }), 'mapping_conflict', ['#/priority']);
    expect(await order()).toEqual([['a', 10]]);
  });

  test('with the pattern of another is a conflict, also to another environment', async () => {
    await add('main');
    expectProblem(await post({ branchPattern: 'main', environmentId: production }), 'mapping_conflict', [
      '#/branchPattern',
    ]);
  });

  test('of a tag may have the pattern of a branch, and patterns differ by case', async () => {
    await add('main');
    await add('main', { refType: 'tag' });
    await add('Main');
    expect(await list()).toHaveLength(3);
  });

  test.each([
    ['no pattern', { branchPattern: undefined }, ['#/branchPattern']],
    ['an empty pattern', { branchPattern: '' }, ['#/branchPattern']],
    ['a pattern of 251 characters', { branchPattern: 'a'.repeat(251) }, ['#/branchPattern']],
    ['a question mark', { branchPattern: 'v?' }, ['#/branchPattern']],
    ['brackets', { branchPattern: 'v[0-9]' }, ['#/branchPattern']],
    ['braces', { branchPattern: '{a,b}' }, ['#/branchPattern']],
    ['a name that git refuses', { branchPattern: 'a..b' }, ['#/branchPattern']],
    ['an option of git', { branchPattern: '-upload-pack=x' }, ['#/branchPattern']],
    ['no environment', { environmentId: undefined }, ['#/environmentId']],
    ['an unknown environment', { environmentId: 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, ['#/environmentId']],
    ['__proto__ as environment', { environmentId: '__proto__' }, ['#/environmentId']],
    ['a negative priority', { priority: -1 }, ['#/priority']],
    ['a fraction', { priority: 1.5 }, ['#/priority']],
    ['a priority above a million', { priority: 1_000_001 }, ['#/priority']],
    ['an unknown trigger', { trigger: 'tag' }, ['#/trigger']],
    ['an unknown type of ref', { refType: 'commit' }, ['#/refType']],
    ['51 paths', { paths: Array.from({ length: 51 }, (_, index) => `p${index}`) }, ['#/paths']],
    ['an empty path', { paths: ['ok', ''] }, ['#/paths/1']],
    ['the behaviour', { behavior: 'Deploy on push' }, ['#/behavior']],
  ])('refuses %s at its pointer', async (_, body, pointers) => {
    expectProblem(await post({ branchPattern: 'main', ...body }), 'validation_failed', pointers);
  });

  test("refuses another project's environment as it refuses an unknown one", async () => {
    const other = await service.project();
    const foreign = await service.environment(other.path, { name: 'Staging', type: 'staging' });
    const answers = [foreign, 'env_01ARZ3NDEKTSV4RRFFQ69G5FAV'].map((environmentId) =>
      post({ branchPattern: 'main', environmentId }),
    );
    const [one, another] = (await Promise.all(answers)).map((answer) => expectProblem(answer, 'validation_failed'));
    expect(one?.errors).toEqual(another?.errors);
  });

  test('is refused after the fiftieth', async () => {
    for (let number = 0; number < 50; number += 1) await add(`b${number}`);
    expectProblem(await post({ branchPattern: 'b50' }), 'conflict');
    expect(await list()).toHaveLength(50);
  });

  test('with the same priority at once lets exactly one pass', async () => {
    const made = await Promise.all(['a', 'b', 'c'].map((branchPattern) => post({ branchPattern, priority: 7 })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    for (const answer of made.filter(({ status }) => status === 409)) expectProblem(answer, 'mapping_conflict');
  });

  test('without a priority at once gives each its own', async () => {
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((branchPattern) => post({ branchPattern })));
    for (const answer of made) expectStatus(201, answer);
    expect((await list()).map(({ priority }) => priority)).toEqual([10, 20, 30, 40]);
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

  test('moves it to another environment, whose name and type it then shows', async () => {
    const { id } = await add('main');
    const after = expectStatus(200, await put(id, { environmentId: production }));
    expect(after.json).toMatchObject({ environmentName: 'Production', environmentType: 'production', trigger: 'push' });
  });

  test('warns, here and when it is read, of a mapping that another one hides', async () => {
    await add('feature/**');
    const hidden = await add('feature/login');

    const sentence = expect.stringMatching(/^The mapping of feature\/\*\* comes first \(priority 10\)/);
    expect(hidden.warnings).toEqual([sentence]);
    expect((await get(hidden.id)).json.warnings).toEqual([sentence]);
  });

  test('refuses a full ref, which would match nothing', async () => {
    const answer = await post({ branchPattern: 'refs/heads/main' });

    expectProblem(answer, 'validation_failed', ['#/branchPattern']);
    expect(answer.json.detail).toMatch(/short name, for instance main/);
  });

  test('replaces the paths whole', async () => {
    const { id } = await add('main', { paths: ['a', 'b'] });
    expect(expectStatus(200, await put(id, { paths: ['c'] })).json.paths).toEqual(['c']);
    expect(expectStatus(200, await put(id, { paths: [] })).json.paths).toEqual([]);
  });

  test('with {} or with what it has changes nothing, not even the ETag', async () => {
    const mapping = await add('main');
    const { etag } = (await get(mapping.id)).headers;
    for (const body of [{}, { branchPattern: 'main', priority: 10, paths: [] }]) {
      const after = expectStatus(200, await put(mapping.id, body));
      expect(after.json).toEqual(mapping);
      expect(after.headers.etag).toBe(etag);
    }
  });

  test('keeps the order by priority', async () => {
    const a = await add('a');
    await add('b');
    expectStatus(200, await put(a.id, { priority: 30 }));
    expect(await order()).toEqual([
      ['b', 20],
      ['a', 30],
    ]);
  });

  const readOnly = fields.filter(
    (field) => !['branchPattern', 'environmentId', 'trigger', 'priority', 'autoDeploy', 'paths'].includes(field),
  );
  test.each([...readOnly, 'version'])('refuses %s by name', async (field) => {
    const { id } = await add('main');
    expectProblem(await put(id, { [field]: 'x' }), 'validation_failed', [`#/${field}`]);
  });

  test.each(['branchPattern', 'environmentId', 'trigger', 'priority', 'autoDeploy', 'paths'])(
    'refuses null for %s',
    async (field) => {
      const { id } = await add('main');
      expectProblem(await put(id, { [field]: null }), 'validation_failed', [`#/${field}`]);
    },
  );

  test('holds the rules of a new one: conflicts, production, tags', async () => {
    await add('main', { priority: 10 });
    const { id } = await add('topic/*', { priority: 20 });
    const tag = await add('v*', { refType: 'tag' });

    expectProblem(await put(id, { priority: 10 }), 'mapping_conflict', ['#/priority']);
    expectProblem(await put(id, { branchPattern: 'main' }), 'mapping_conflict', ['#/branchPattern']);
    expectProblem(await put(id, { environmentId: production }), 'production_needs_exact_branch', ['#/branchPattern']);
    expectProblem(await put(id, { environmentId: 'env_x' }), 'validation_failed', ['#/environmentId']);
    expectProblem(await put(tag.id, { trigger: 'merge' }), 'validation_failed', ['#/trigger']);
    expectStatus(200, await put(id, { environmentId: production, branchPattern: 'topic' }));
  });

  test('in parallel keeps every field that anyone has sent', async () => {
    const { id } = await add('main');
    const bodies = [{ autoDeploy: false }, { priority: 70 }, { paths: ['x'] }];

    for (const answer of await Promise.all(bodies.map((body) => put(id, body)))) expectStatus(200, answer);

    expect((await get(id)).json).toMatchObject({ autoDeploy: false, priority: 70, paths: ['x'] });
  });

  test('with the same If-Match lets exactly one of two pass', async () => {
    const { id } = await add('main');
    const { etag = '' } = (await get(id)).headers;
    const answers = await Promise.all([1, 2].map((priority) => put(id, { priority }, { 'if-match': etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('keeps its ETag while another mapping changes', async () => {
    const one = await add('a');
    const other = await add('b');
    const { etag = '' } = (await get(one.id)).headers;
    expectStatus(200, await put(other.id, { priority: 90 }));
    expectStatus(200, await put(one.id, { priority: 5 }, { 'if-match': etag }));
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

  test('leaves a mapping that keeps its place as it was', async () => {
    const [first, second, third] = [await add('a'), await add('b'), await add('c')];
    const before = await get(first.id);

    expectStatus(200, await putOrder([first.id, third.id, second.id]));

    const after = await get(first.id);
    expect([after.json, after.headers.etag]).toEqual([before.json, before.headers.etag]);
    expect((await get(third.id)).json).toMatchObject({ priority: 20 });
  });

  test('with the order that they have, or with {}, changes nothing', async () => {
    const ids = [(await add('a')).id, (await add('b')).id];
    const { etag } = (await service.api('GET', `${path}/branch-mappings`)).headers;

    expect(expectStatus(200, await putOrder(ids)).headers.etag).toBe(etag);
    const empty = await service.api('PUT', `${path}/branch-mappings`, { body: {} });
    expect(expectStatus(200, empty).headers.etag).toBe(etag);
  });

  test('refuses an order that does not name each mapping once, and says which', async () => {
    const [first, second] = [await add('a'), await add('b')];
    const unknown = 'map_01ARZ3NDEKTSV4RRFFQ69G5FAV';

    const missing = await putOrder([second.id]);
    expectProblem(missing, 'validation_failed', ['#/order']);
    expect(missing.json.detail).toContain(first.id);
    expectProblem(await putOrder([first.id, first.id]), 'validation_failed', ['#/order/1']);
    expectProblem(await putOrder([first.id, second.id, unknown]), 'validation_failed', ['#/order/2']);
    expect(await order()).toEqual([
      ['a', 10],
      ['b', 20],
    ]);
  });

  test('with the ETag of an older list is 412', async () => {
    const ids = [(await add('a')).id, (await add('b')).id];
    const { etag = '' } = (await service.api('GET', `${path}/branch-mappings`)).headers;
    await add('c');

    expectProblem(await putOrder(ids, { 'if-match': etag }), 'precondition_failed');
  });

  test('that several send at once ends in one of their orders', async () => {
    const ids = [(await add('a')).id, (await add('b')).id, (await add('c')).id];
    const orders = [ids.toReversed(), [...ids.slice(1), ids[0] ?? '']];

    for (const answer of await Promise.all(orders.map((one) => putOrder(one)))) expectStatus(200, answer);

    expect(orders).toContainEqual((await list()).map(({ id }) => id));
    expect((await list()).map(({ priority }) => priority)).toEqual([10, 20, 30]);
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

  test('frees its environment for deletion', async () => {
    const { id } = await add('main');
    expectProblem(await service.api('DELETE', `${path}/environments/${staging}`), 'environment_in_use');
    expectStatus(204, await service.api('DELETE', `${path}/branch-mappings/${id}`));
    expectStatus(204, await service.api('DELETE', `${path}/environments/${staging}`));
  });

  test('with an old If-Match is 412', async () => {
    const { id } = await add('main');
    const { etag = '' } = (await get(id)).headers;
    await put(id, { priority: 3 });
    const options = { headers: { 'if-match': etag } };
    expectProblem(await service.api('DELETE', `${path}/branch-mappings/${id}`, options), 'precondition_failed');
  });
});

test('A mapping of another project is 404 here', async () => {
  const { id } = await add('main');
  ({ path } = await service.project());
  expectProblem(await get(id), 'not_found');
  expectProblem(await put(id, {}), 'not_found');
  expectProblem(await service.api('DELETE', `${path}/branch-mappings/${id}`), 'not_found');
});
