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
  service,
  staging,
  useBench,
} from './branch-mappings-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('creating a mapping', () => {
  test('takes the trigger by the type of the environment, unless it is told another', async () => {
    expect(await add('main', { environmentId: production })).toMatchObject({ trigger: 'merge' });
    expect(await add('hotfix', { environmentId: production, trigger: 'push' })).toMatchObject({
      behavior: 'Deploy on push',
    });
    expect(await add('staging', { trigger: 'merge' })).toMatchObject({ behavior: 'Deploy on merge' });
  });

  test.each(['*', 'release/*', '**', 'main*'])('of %s to production needs an exact branch', async (branchPattern) => {
    const answer = await post({ branchPattern, environmentId: production });
    expectProblem(answer, 'production_needs_exact_branch', ['#/branchPattern']);
    expect(await list()).toEqual([]);
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
