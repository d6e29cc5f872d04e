import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import { Project } from '#shared/contract/project.ts';
import { RepositorySummary } from '#shared/contract/repository.ts';
import type { Answer } from '#test/call.ts';
import { nextMillisecond } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { fields, get, put, service, useBench } from './projects-bench.ts';
import { expectStatus } from './test-service.ts';

const Shape = z.strictObject(Project.shape);
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const create = (body: unknown): Promise<Answer> => service.api('POST', '/api/projects', { body });

useBench();

describe('creating a project', () => {
  test('answers 201 with the project exactly as the design shows it, its address and its ETag', async () => {
    const name = service.freshName('Odoo ERP Customizations');

    const made = expectStatus(201, await create({ name, description: 'Custom modules for Acme Corp' }));

    const project = Shape.parse(made.json);
    expect(Object.keys(made.json)).toEqual(fields);
    expect(project).toMatchObject({
      name,
      description: 'Custom modules for Acme Corp',
      defaultOdooVersion: null,
      archivedAt: null,
      clonedFrom: null,
      repository: null,
      branchMappings: [],
      updatedAt: project.createdAt,
    });
    expect(made.json.access).toEqual({ mode: 'organization' });
    expect(project.createdAt).toMatch(time);
    expect(project.createdBy).toMatch(/^key_/);
    expect(made.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      location: `/api/projects/${project.id}`,
      etag: expect.stringMatching(/^"1\.[0-9a-f]+"$/),
      'x-request-id': expect.stringMatching(/./),
    });
  });

  test('is read back the same at the address of Location, under the same ETag', async () => {
    const made = expectStatus(201, await create({ name: service.freshName(), defaultOdooVersion: '18.0' }));

    const read = await get(String(made.headers.location));

    expect(read.json).toEqual(made.json);
    expect(read.headers.etag).toBe(made.headers.etag);
  });

  test('trims the name', async () => {
    const name = service.freshName();
    const made = expectStatus(201, await create({ name: ` \t${name}\u00a0 ` }));
    expect(made.json.name).toBe(name);
  });

  test.each([
    ['no name', {}, ['#/name']],
    ['a null name', { name: null }, ['#/name']],
    ['a name of spaces', { name: '   ' }, ['#/name']],
    ['a name of 121 characters', { name: 'a'.repeat(121) }, ['#/name']],
    ['a name with a line break', { name: 'a\nb' }, ['#/name']],
    ['a name with a right-to-left override', { name: 'a\u202eb' }, ['#/name']],
    ['a description of 2,001 characters', { name: 'A', description: 'd'.repeat(2001) }, ['#/description']],
    ['a version that is no series', { name: 'A', defaultOdooVersion: 'eighteen' }, ['#/defaultOdooVersion']],
    ['a read-only field', { name: 'A', createdAt: '2026-01-01T00:00:00.000Z' }, ['#/createdAt']],
    ['an unknown field', { name: 'A', colour: 'red' }, ['#/colour']],
    ['several faults', { name: '', colour: 'red', size: 1 }, ['#/name', '#/colour', '#/size']],
    ['a list', ['A'], ['#']],
    ['null', null, ['#']],
  ])('refuses %s at its pointer', async (_, body, pointers) => {
    expectProblem(await create(body), 'validation_failed', pointers);
  });

  test.each([
    ['120 characters of two code units', { name: '🦉'.repeat(120) }],
    ['a description of 2,000 characters with line breaks', { name: 'Prose', description: `${'d\n'.repeat(1000)}` }],
    ['an empty description', { name: 'Empty description', description: '' }],
  ])('takes %s as they are', async (_, body) => {
    expect(expectStatus(201, await create(body)).json).toMatchObject(body);
  });
});

describe('names', () => {
  const same: [string, string, string][] = [
    ['the same name', 'Alpha', 'Alpha'],
    ['another case', 'Beta Gamma', 'BETA gAMMA'],
    ['ß and SS', 'Straße', 'STRASSE'],
    ['compatible forms (NFKC)', 'ﬁle Ⅳ', 'File IV'],
    ['composed and decomposed letters', 'Caf\u00e9', 'Cafe\u0301'],
    ['final sigma', 'Σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['spaces around it', 'Delta', '  Delta  '],
  ];

  test.each(same)('of two projects may not differ only by %s', async (_, first, second) => {
    expectStatus(201, await create({ name: first }));
    expectProblem(await create({ name: second }), 'name_taken', ['#/name']);
  });

  test('stay taken by an archived project', async () => {
    const { path } = await service.project({ name: 'Kept while archived' });
    expectStatus(200, await service.api('PUT', `${path}/archive`));
    expectProblem(await create({ name: 'kept while archived' }), 'name_taken', ['#/name']);
  });

  test('are free again once the project is deleted', async () => {
    const { path } = await service.project({ name: 'Freed' });
    expectStatus(204, await service.api('DELETE', path));
    expectStatus(201, await create({ name: 'FREED' }));
  });

  test('are free again once the project has another name', async () => {
    const { path } = await service.project({ name: 'Old name' });
    expectStatus(200, await put(path, { name: 'New name' }));
    expectStatus(201, await create({ name: 'old NAME' }));
  });

  test('may change their case, which keeps them taken', async () => {
    const { path } = await service.project({ name: 'case' });

    const renamed = expectStatus(200, await put(path, { name: 'CASE' }));

    expect(renamed.json.name).toBe('CASE');
    expectProblem(await create({ name: 'Case' }), 'name_taken');
  });

  test('of others are refused on renaming, and nothing changes', async () => {
    await service.project({ name: 'Occupied' });
    const { path } = await service.project();
    const before = await get(path);

    expectProblem(await put(path, { name: 'occupied', description: 'new' }), 'name_taken', ['#/name']);

    expect(await get(path).then(({ json }) => json)).toEqual(before.json);
  });

  test('go to exactly one of ten that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ name: 'Contended' })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) expectProblem(answer, 'name_taken');
  });
});

describe('updating a project', () => {
  test('changes the fields that are sent and leaves the others', async () => {
    const { path } = await service.project({ description: 'kept', defaultOdooVersion: '17.0' });
    const before = await get(path);
    await nextMillisecond();

    const after = expectStatus(200, await put(path, { defaultOdooVersion: '18.0' }));

    const { updatedAt, ...rest } = Shape.parse(after.json);
    expect({ ...rest, updatedAt: before.json.updatedAt }).toEqual({ ...before.json, defaultOdooVersion: '18.0' });
    expect(updatedAt > String(before.json.updatedAt)).toBe(true);
    expect((await get(path)).json).toEqual(after.json);
  });

  test('clears with null what a read may show as null', async () => {
    const { path } = await service.project({ description: 'd', defaultOdooVersion: '17.0' });
    const after = expectStatus(200, await put(path, { description: null, defaultOdooVersion: null }));
    expect(after.json).toMatchObject({ description: null, defaultOdooVersion: null });
  });

  test('with {} is 200 and changes nothing, not even the ETag', async () => {
    const { path } = await service.project({ description: 'same' });
    const before = await get(path);

    const after = expectStatus(200, await put(path, {}));

    expect(after.json).toEqual(before.json);
    expect(after.headers.etag).toBe(before.headers.etag);
  });

  test('with the values that it has already changes nothing', async () => {
    const { path } = await service.project({ description: 'same' });
    const before = await get(path);
    const after = expectStatus(200, await put(path, { description: 'same', name: before.json.name }));
    expect(after.headers.etag).toBe(before.headers.etag);
  });

  test('refuses null for the name', async () => {
    const { path } = await service.project();
    expectProblem(await put(path, { name: null }), 'validation_failed', ['#/name']);
  });

  test('needs a body', async () => {
    const { path } = await service.project();
    expectProblem(await service.api('PUT', path), 'malformed_json');
  });

  test('in parallel keeps every field that anyone has sent', async () => {
    const { path } = await service.project();

    const answers = await Promise.all([
      put(path, { description: 'from one' }),
      put(path, { defaultOdooVersion: '18.0' }),
      put(path, { name: 'From a third' }),
    ]);

    for (const answer of answers) expectStatus(200, answer);
    expect((await get(path)).json).toMatchObject({
      name: 'From a third',
      description: 'from one',
      defaultOdooVersion: '18.0',
    });
  });
});

describe('ETags', () => {
  test('of an update that came between make the second of two updates 412', async () => {
    const { path } = await service.project();
    const { etag = '' } = (await get(path)).headers;
    expectStatus(200, await put(path, { description: 'first' }, { 'if-match': etag }));

    expectProblem(await put(path, { description: 'second' }, { 'if-match': etag }), 'precondition_failed');

    expect((await get(path)).json.description).toBe('first');
  });

  test('let exactly one of two updates at once pass', async () => {
    const { path } = await service.project();
    const { etag = '' } = (await get(path)).headers;

    const answers = await Promise.all(
      ['one', 'two'].map((description) => put(path, { description }, { 'if-match': etag })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test('change with a mapping, which the project shows', async () => {
    const { path } = await service.project();
    const { etag = '' } = (await get(path)).headers;
    await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    expectProblem(await put(path, { description: 'late' }, { 'if-match': etag }), 'precondition_failed');
  });

  test.each(['"999.0000000000000000"', '"x"', 'nonsense', ''])('refuse If-Match: %s', async (etag) => {
    const { path } = await service.project();
    expectProblem(await put(path, { description: 'x' }, { 'if-match': etag }), 'precondition_failed');
  });

  test('are not asked for: If-Match is optional, and * matches whatever is there', async () => {
    const { path } = await service.project();
    expectStatus(200, await put(path, { description: 'x' }, { 'if-match': '*' }));
  });

  test.each(['archive', 'unarchive'])('hold for %s as well', async (action) => {
    const { path } = await service.project();
    expectProblem(
      await service.api('PUT', `${path}/${action}`, { headers: { 'if-match': '"7.0000000000000000"' } }),
      'precondition_failed',
    );
  });

  test('hold for a deletion as well', async () => {
    const { path } = await service.project();
    const stale = { headers: { 'if-match': '"7.0000000000000000"' } };
    expectProblem(await service.api('DELETE', path, stale), 'precondition_failed');
    await get(path);
  });

  test('that the caller has make a read 304 without a body', async () => {
    const { path } = await service.project();
    const { etag = '' } = (await get(path)).headers;

    const again = await service.api('GET', path, { headers: { 'if-none-match': `"other", W/${etag}` } });

    expect(again).toMatchObject({ status: 304, text: '', headers: { etag } });
    expect(again.headers['x-request-id']).toBeDefined();
  });

  test('of an older state give the whole answer', async () => {
    const { path } = await service.project();
    const { etag = '' } = (await get(path)).headers;
    await put(path, { description: 'newer' });

    const again = await service.api('GET', path, { headers: { 'if-none-match': etag } });

    expect(again).toMatchObject({ status: 200, json: { description: 'newer' } });
  });
});

describe('archiving', () => {
  test('sets archivedAt, and repeating it changes nothing', async () => {
    const { path } = await service.project();

    const first = expectStatus(200, await service.api('PUT', `${path}/archive`));
    const second = expectStatus(200, await service.api('PUT', `${path}/archive`));

    expect(Shape.parse(first.json).archivedAt).toMatch(time);
    expect(second.json).toEqual(first.json);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect((await get(path)).json).toEqual(first.json);
  });

  test('is undone by unarchiving, and repeating that changes nothing', async () => {
    const { path } = await service.project();
    await service.api('PUT', `${path}/archive`);

    const first = expectStatus(200, await service.api('PUT', `${path}/unarchive`));
    const second = expectStatus(200, await service.api('PUT', `${path}/unarchive`));

    expect(Shape.parse(first.json).archivedAt).toBeNull();
    expect(second.headers.etag).toBe(first.headers.etag);
  });

  test('leaves all but deploying and connecting as it was', async () => {
    const { path } = await service.project();
    expectStatus(200, await service.api('PUT', `${path}/archive`));

    expectStatus(200, await put(path, { description: 'still editable' }));
    const environment = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    expectStatus(200, await put(`${path}/environments/${environment}`, { autoDeploy: false }));
    expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
    expectProblem(
      await service.api('POST', `${path}/repository`, { body: { repositoryUrl: 'git@github.com:acme/odoo.git' } }),
      'project_archived',
    );
  });

  test('cancels what is queued', async () => {
    const { path, environments } = await service.connectedProject();
    const queued = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));

    expectStatus(200, await service.api('PUT', `${path}/archive`));

    const deployment = await get(`${path}/deployments/${queued.json.id}`);
    expect(deployment.json).toMatchObject({ status: 'cancelled', completedAt: expect.stringMatching(time) });
    expect(deployment.json.statusReason).toContain('archived');
    expect((await get(`${path}/environments/${environments.staging}`)).json.pending).toBeNull();
  });
});

describe('a project', () => {
  test('shows its repository and its mappings by priority, in their exact shape', async () => {
    const { path, projectId, environments } = await service.connectedProject();

    const project = Shape.parse((await get(path)).json);

    expect(z.strictObject(RepositorySummary.shape).parse(project.repository)).toEqual({
      provider: 'github',
      repositoryUrl: 'git@github.com:Codertocat/Hello-World.git',
      fullName: 'Codertocat/Hello-World',
      branch: 'main',
      status: 'action_required',
      statusReason: "Add the deploy key and the webhook in the repository's settings.",
    });
    const mappings = project.branchMappings.map((mapping) => z.strictObject(BranchMapping.shape).parse(mapping));
    expect(mappings.map((mapping) => [mapping.branchPattern, mapping.environmentId, mapping.projectId])).toEqual([
      ['main', environments.main, projectId],
      ['staging', environments.staging, projectId],
      ['develop', environments.develop, projectId],
    ]);
  });

  test('that is deleted is 404 at once, on every address below it', async () => {
    const { path } = await service.project();
    const environment = await service.environment(path, { name: 'Staging', type: 'staging' });

    const gone = expectStatus(204, await service.api('DELETE', path));

    expect(gone.text).toBe('');
    for (const below of ['', '/environments', `/environments/${environment}`, '/branch-mappings', '/deployments']) {
      expectProblem(await service.api('GET', `${path}${below}`), 'not_found');
    }
    expectProblem(await put(path, {}), 'not_found');
    expectProblem(await service.api('DELETE', path), 'not_found');
  });
});
