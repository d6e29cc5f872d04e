import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Environment } from '#shared/contract/environment.ts';
import { DeploymentId, ProjectId } from '#shared/contract/id.ts';
import { saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { unpackSlot } from '#shared/data/items/packed-slot.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { fields, get, id, mappings, names, path, post, put, remove, service, useBench } from './environments-bench.ts';
import { expectProblem } from './expect-problem.ts';
import { asOwner, organizationOf } from './principals.ts';
import { expectStatus } from './test-service.ts';

const Shape = z.strictObject(Environment.shape);

/** Writes a state that only a runner or a pause brings about, for which no route exists yet. */
const change = async (environment: string, changes: Partial<EnvironmentRecord>): Promise<void> => {
  const found = await readConfiguration(organizationOf(service), ProjectId.parse(id));
  const before = found?.environments.find((one) => one.id === environment);
  if (before === undefined) throw new Error('There is no such environment.');
  await saveEnvironment(null, before, { ...before, ...changes, version: before.version + 1 }, asOwner(service));
};

useBench();

describe('creating an environment', () => {
  test('answers 201 with the environment exactly as the design shows it, its address and its ETag', async () => {
    const made = expectStatus(201, await post({ name: 'Production', type: 'production', odooVersion: '18.0' }));

    const environment = Shape.parse(made.json);
    expect(Object.keys(made.json)).toEqual(fields);
    expect(environment).toEqual({
      id: environment.id,
      projectId: id,
      name: 'Production',
      type: 'production',
      odooVersion: '18.0',
      url: null,
      approval: 'none',
      autoDeploy: true,
      branches: [],
      allowMissingSubmodules: false,
      paused: null,
      current: null,
      running: null,
      pending: null,
      lastDeployment: null,
      mappings: [],
      runner: { name: null, lastSeenAt: null, absent: false },
      createdAt: environment.createdAt,
      updatedAt: environment.createdAt,
      updatedBy: environment.updatedBy,
      updatedByName: 'First key',
      permissions: ['view:projects', 'deploy:projects', 'manage:projects', 'run:projects'],
    });
    expect(made.headers.location).toBe(`${path}/environments/${environment.id}`);
    const read = await get(`/environments/${environment.id}`);
    expect(read.json).toEqual(made.json);
    expect(read.headers.etag).toBe(made.headers.etag);
  });

  test('without a branch makes no mapping', async () => {
    expectStatus(201, await post({ name: 'Staging', type: 'staging', branch: null }));
    expect(await mappings()).toEqual([]);
  });

  test.each([
    ['production', 'merge', 'Deploy on merge'],
    ['staging', 'push', 'Deploy on push'],
    ['development', 'push', 'Deploy on push'],
  ])('with a branch makes the mapping of the table: %s', async (type, trigger, behavior) => {
    const made = expectStatus(201, await post({ name: 'E', type, branch: 'feature/x' }));

    expect(await mappings()).toMatchObject([
      {
        branchPattern: 'feature/x',
        refType: 'branch',
        environmentId: made.json.id,
        environmentName: 'E',
        environmentType: type,
        trigger,
        behavior,
        priority: 10,
        autoDeploy: true,
        paths: [],
        warnings: [],
      },
    ]);
  });

  test('takes the default version of the project, unless it is told another one or none', async () => {
    await service.api('PUT', path, { body: { defaultOdooVersion: '17.0' } });
    const version = async (body: Record<string, unknown>) =>
      expectStatus(201, await post({ name: service.freshName(), type: 'staging', ...body })).json.odooVersion;

    expect(await version({})).toBe('17.0');
    expect(await version({ odooVersion: '18.0' })).toBe('18.0');
    expect(await version({ odooVersion: null })).toBeNull();
  });

  test.each([
    ['Staging', 'STAGING'],
    ['Straße', 'strasse'],
    ['ﬁx', 'FIX'],
  ])('refuses a name that differs only by case or form: %s, %s', async (first, second) => {
    expectStatus(201, await post({ name: first, type: 'staging' }));
    expectProblem(await post({ name: second, type: 'development' }), 'name_taken', ['#/name']);
  });

  test('takes the name that an environment of another project has', async () => {
    const other = await service.project();
    await service.environment(other.path, { name: 'Staging', type: 'staging' });
    expectStatus(201, await post({ name: 'Staging', type: 'staging' }));
  });

  test('refuses a branch that is mapped already, and makes nothing', async () => {
    expectStatus(201, await post({ name: 'One', type: 'staging', branch: 'main' }));
    expectProblem(await post({ name: 'Two', type: 'development', branch: 'main' }), 'mapping_conflict', ['#/branch']);
    expect(await names()).toEqual(['One']);
  });

  test.each([
    ['no type', { name: 'A' }, ['#/type']],
    ['an unknown type', { name: 'A', type: 'qa' }, ['#/type']],
    ['no name', { type: 'staging' }, ['#/name']],
    ['a name of 121 characters', { name: 'a'.repeat(121), type: 'staging' }, ['#/name']],
    ['a branch that git refuses', { name: 'A', type: 'staging', branch: 'a..b' }, ['#/branch']],
    ['a pattern for a branch', { name: 'A', type: 'staging', branch: 'feature/*' }, ['#/branch']],
    ['a version that is no series', { name: 'A', type: 'staging', odooVersion: '18' }, ['#/odooVersion']],
    ['an unknown approval', { name: 'A', type: 'staging', approval: 'maybe' }, ['#/approval']],
    ['autoDeploy', { name: 'A', type: 'staging', autoDeploy: false }, ['#/autoDeploy']],
  ])('refuses %s at its pointer', async (_, body, pointers) => {
    expectProblem(await post(body), 'validation_failed', pointers);
  });
});

test('The environments are listed oldest first, with nothing after them', async () => {
  for (const name of ['Zulu', 'Alpha', 'Mike']) expectStatus(201, await post({ name, type: 'development' }));

  const { json } = await get('/environments');

  expect(Object.keys(json)).toEqual(['environments', 'nextCursor']);
  expect(json.nextCursor).toBeNull();
  expect((json.environments as unknown[]).map((one) => Shape.parse(one).name)).toEqual(['Zulu', 'Alpha', 'Mike']);
});

describe('updating an environment', () => {
  test('changes the fields that are sent and leaves the others', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging', odooVersion: '17.0' });
    const before = await get(`/environments/${one}`);

    const changes = { approval: 'required', autoDeploy: false, allowMissingSubmodules: true };
    const after = expectStatus(200, await put(one, changes));

    const { updatedAt: _, ...rest } = before.json;
    expect(after.json).toMatchObject({ ...rest, ...changes });
    expect((await get(`/environments/${one}`)).json).toEqual(after.json);
  });

  test('with {} changes nothing, not even the ETag', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    const before = await get(`/environments/${one}`);
    const after = expectStatus(200, await put(one, {}));
    expect(after.json).toEqual(before.json);
    expect(after.headers.etag).toBe(before.headers.etag);
  });

  test('clears the version with null, and no other field', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging', odooVersion: '17.0' });
    expect(expectStatus(200, await put(one, { odooVersion: null })).json.odooVersion).toBeNull();
    for (const field of ['name', 'approval', 'autoDeploy', 'branches', 'allowMissingSubmodules']) {
      expectProblem(await put(one, { [field]: null }), 'validation_failed', [`#/${field}`]);
    }
  });

  test('carries a new name into its mappings and frees the old one', async () => {
    const one = await service.environment(path, { name: 'Old', type: 'staging', branch: 'staging' });

    expectStatus(200, await put(one, { name: 'New' }));

    expect((await mappings())[0]?.environmentName).toBe('New');
    expectStatus(201, await post({ name: 'old', type: 'development' }));
    expectProblem(await post({ name: 'NEW', type: 'development' }), 'name_taken', ['#/name']);
  });

  test('takes another case of its own name, and not the name of another', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    await service.environment(path, { name: 'Production', type: 'production' });
    expect(expectStatus(200, await put(one, { name: 'STAGING' })).json.name).toBe('STAGING');
    expectProblem(await put(one, { name: 'production' }), 'name_taken', ['#/name']);
  });

  test('in parallel keeps every field that anyone has sent', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    const bodies = [{ approval: 'required' }, { autoDeploy: false }, { odooVersion: '18.0' }];

    for (const answer of await Promise.all(bodies.map((body) => put(one, body)))) expectStatus(200, answer);

    expect((await get(`/environments/${one}`)).json).toMatchObject(Object.assign({}, ...bodies));
  });

  test('with the same If-Match lets exactly one of two pass', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    const { etag = '' } = (await get(`/environments/${one}`)).headers;

    const answers = await Promise.all(
      ['17.0', '18.0'].map((odooVersion) => put(one, { odooVersion }, { 'if-match': etag })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe('deleting an environment', () => {
  test('that nothing uses is 204, and then it is 404', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });

    expect(expectStatus(204, await remove(one)).text).toBe('');

    expectProblem(await service.api('GET', `${path}/environments/${one}`), 'not_found');
    expectProblem(await remove(one), 'not_found');
    expect(await names()).toEqual([]);
    expectStatus(201, await post({ name: 'Staging', type: 'staging' }));
  });

  test('is refused while a mapping exists', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    for (const query of ['', '?force=false']) {
      expect(expectProblem(await remove(one, query), 'environment_in_use').detail).toContain('staging');
    }
    expect(await names()).toEqual(['Staging']);
  });

  test('by force removes its mappings and no others', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    await service.environment(path, { name: 'Development', type: 'development', branch: 'develop' });

    expectStatus(204, await remove(one, '?force=true'));

    expect((await mappings()).map(({ branchPattern }) => branchPattern)).toEqual(['develop']);
  });

  test('with a running deployment is refused even by force', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    const id = DeploymentId.parse(`dep_${one.slice(4)}`);
    // A slot of an earlier version.
    const createdAt = new Date().toISOString();
    await change(one, {
      running: unpackSlot(
        { id, commitSha: null, branch: 'staging', status: 'running', createdAt, originId: id },
        'running',
      ),
    });

    for (const query of ['', '?force=true']) expectProblem(await remove(one, query), 'environment_in_use');

    const { running } = Environment.parse((await get(`/environments/${one}`)).json);
    expect(running).toMatchObject({ id, branch: 'staging', status: 'running', createdAt, trigger: null, waitsFor: [] });
  });

  test('refuses another word for force', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    expectProblem(await remove(one, '?force=yes'), 'validation_failed', ['#/force']);
  });

  test('with an old If-Match is 412', async () => {
    const one = await service.environment(path, { name: 'Staging', type: 'staging' });
    const { etag = '' } = (await get(`/environments/${one}`)).headers;
    await put(one, { odooVersion: '18.0' });
    const answer = await service.api('DELETE', `${path}/environments/${one}`, { headers: { 'if-match': etag } });
    expectProblem(answer, 'precondition_failed');
  });
});

test('A pause is shown with its reason, who made it and since when', async () => {
  const one = await service.environment(path, { name: 'Staging', type: 'staging' });
  const paused = { reason: 'Migration weekend', by: 'key_x', byName: 'First key', since: '2026-11-23T10:00:00.000Z' };
  await change(one, { paused });
  expect(Shape.parse((await get(`/environments/${one}`)).json).paused).toEqual(paused);
});

test('An environment of another project is 404 here', async () => {
  const other = await service.project();
  const foreign = await service.environment(other.path, { name: 'Staging', type: 'staging' });
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const options = method === 'PUT' ? { body: {} } : {};
    expectProblem(await service.api(method, `${path}/environments/${foreign}`, options), 'not_found');
  }
});
