import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { type Permission, permissions } from '#shared/contract/permission.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, otherOrganization, restrictedKey } from './principals.ts';
import { aws, service, useBench } from './roles-bench.ts';
import { expectStatus } from './test-service.ts';

type Made = { readonly id: string; readonly path: string; readonly json: Record<string, unknown> };

const role = async (held: readonly Permission[], over: Record<string, unknown> = {}): Promise<Made> => {
  const body = { name: service.freshName('Role'), permissions: held, ...over };
  const { json, headers } = expectStatus(201, await service.api('POST', '/api/roles', { body }));
  expect(headers.location).toBe(`/api/roles/${json.id}`);
  return { id: String(json.id), path: `/api/roles/${json.id}`, json };
};

/** The organisation as if so many members had the role. */
const giveMembers = async (roleId: string, members: number): Promise<void> => {
  const { client, name } = table();
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.organization(organizationOf(service) as OrganizationId),
      UpdateExpression: 'SET #roles.#role.#members = :members',
      ExpressionAttributeNames: { '#roles': 'roles', '#role': roleId, '#members': 'members' },
      ExpressionAttributeValues: { ':members': members },
    }),
  );
};

useBench();

describe('GET /api/roles', () => {
  test('lists the roles of every organisation first, then its own, oldest first', async () => {
    const first = await role(['view:projects']);
    const second = await role(['run:projects']);

    const { json } = expectStatus(200, await service.api('GET', '/api/roles'));

    const ids = (json.roles as { id: string }[]).map(({ id }) => id);
    expect(ids.slice(0, 4)).toEqual(['owner', 'admin', 'developer', 'viewer']);
    expect(ids.slice(-2)).toEqual([first.id, second.id]);
    expect(json.nextCursor).toBeNull();
  });

  test('tells the permissions of a role of every organisation, which nobody made', async () => {
    const { json, headers } = expectStatus(200, await service.api('GET', '/api/roles/developer'));

    expect(json).toEqual({
      id: 'developer',
      name: 'Developer',
      description: 'Creates, connects, changes and deploys projects.',
      isSystem: true,
      permissions: ['manage:projects'],
      memberCount: 0,
      createdAt: null,
      updatedAt: null,
      updatedBy: null,
      updatedByName: null,
    });
    expect(headers.etag).toMatch(/^"1\./);
  });

  test.each(['rol_01J00000000000000000000000', 'nobody', 'constructor', 'OWNER', `rol_${'x'.repeat(2000)}`])(
    'knows no role %s',
    async (id) => {
      for (const [method, body] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
        const options = body === undefined ? {} : { body };
        expectProblem(await service.api(method, `/api/roles/${id}`, options), 'not_found');
      }
    },
  );

  test('shows the role of another organisation to nobody', async () => {
    const { path } = await role(['view:projects']);
    const { token } = await otherOrganization(service, 'roles-elsewhere');

    expectProblem(await service.api('GET', path, { token }), 'not_found');
    expectProblem(await service.api('PUT', path, { token, body: { name: 'Mine' } }), 'not_found');
    expectProblem(await service.api('DELETE', path, { token }), 'not_found');
  });
});

describe('GET /api/permissions', () => {
  test('says of each permission what it allows and includes', async () => {
    const { json } = expectStatus(200, await service.api('GET', '/api/permissions'));

    const listed = json.permissions as { id: Permission; description: string; includes: Permission[] }[];
    expect(listed.map(({ id }) => id)).toEqual(permissions);
    expect(listed.every(({ description }) => /^[A-Z].+\.$/.test(description))).toBe(true);
    expect(listed.find(({ id }) => id === 'manage:projects')?.includes).toEqual(['view:projects', 'deploy:projects']);
  });
});

describe('POST /api/roles', () => {
  test('makes a role of the permissions that were sent, each once, in their order', async () => {
    const { json, path } = await role(['run:projects', 'deploy:projects', 'run:projects'], { description: 'Ships.' });

    expect(json).toMatchObject({
      description: 'Ships.',
      isSystem: false,
      permissions: ['deploy:projects', 'run:projects'],
      memberCount: 0,
      updatedBy: `key_${service.token.split('_')[1]}`,
      updatedByName: expect.any(String),
    });
    expect((await service.api('GET', path)).json).toEqual(json);
  });

  test('gives the first answer again under its Idempotency-Key', async () => {
    const options = {
      body: { name: service.freshName('Role'), permissions: [] },
      headers: { 'idempotency-key': 'r1' },
    };
    const first = expectStatus(201, await service.api('POST', '/api/roles', options));

    const again = expectStatus(201, await service.api('POST', '/api/roles', options));

    expect(again.json).toEqual(first.json);
    expect(again.headers.location).toBe(first.headers.location);
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  test.each(['Owner', 'oWNER', 'Ｖiewer'])('refuses the name %s of a role of every organisation', async (name) => {
    const answer = await service.api('POST', '/api/roles', { body: { name, permissions: [] } });

    const { detail, errors } = expectProblem(answer, 'name_taken');
    expect(detail).toBe(`name: "${name}" is the name of a role that every organisation has. Choose another name.`);
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['#/name']);
  });

  test('refuses the name of another role, in any case', async () => {
    const { json } = await role([]);
    const name = String(json.name).toUpperCase();

    const { detail } = expectProblem(
      await service.api('POST', '/api/roles', { body: { name, permissions: [] } }),
      'name_taken',
    );

    expect(detail).toBe(`name: "${name}" is the name of another role. Choose another name.`);
  });

  test('makes one of two roles of one name that are sent at once', async () => {
    const body = { name: service.freshName('Raced role'), permissions: [] };

    const answers = await Promise.all([1, 2, 3].map(() => service.api('POST', '/api/roles', { body })));

    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });

  test('refuses fields that nobody sends, by name', async () => {
    const body = { name: 'X', permissions: [], id: 'owner', isSystem: true, memberCount: 3, createdAt: 'now' };

    const { errors } = expectProblem(await service.api('POST', '/api/roles', { body }), 'validation_failed');

    expect(errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '#/createdAt',
      '#/id',
      '#/isSystem',
      '#/memberCount',
    ]);
  });
});

describe('PUT /api/roles/{roleId}', () => {
  test('changes what is sent, and keeps the rest', async () => {
    const { path, json } = await role(['view:projects'], { description: 'before' });

    const changed = expectStatus(200, await service.api('PUT', path, { body: { permissions: ['view:members'] } }));

    expect(changed.json).toMatchObject({ name: json.name, description: 'before', permissions: ['view:members'] });
    expect(changed.headers.etag).toMatch(/^"2\./);
    const cleared = await service.api('PUT', path, { body: { description: null } });
    expect(cleared.json).toMatchObject({ description: null, permissions: ['view:members'] });
  });

  test('writes nothing where nothing changes', async () => {
    const { path, json } = await role(['view:projects']);
    const body = { name: json.name, permissions: ['view:projects'] };

    const { calls, result } = await aws.during(() => service.api('PUT', path, { body }));

    expect(calls).toEqual(['BatchGetItem']);
    expect(result.json).toEqual(json);
  });

  test('frees the old name', async () => {
    const { path, json } = await role([]);
    expectStatus(200, await service.api('PUT', path, { body: { name: service.freshName('Renamed') } }));

    const { status } = await service.api('POST', '/api/roles', { body: { name: json.name, permissions: [] } });

    expect(status).toBe(201);
  });

  test('takes the name of another role from nobody', async () => {
    const [one, another] = [await role([]), await role([])];

    expectProblem(await service.api('PUT', one.path, { body: { name: another.json.name } }), 'name_taken');
    expectProblem(await service.api('PUT', one.path, { body: { name: 'admin' } }), 'name_taken');
  });

  test('refuses a version that is not the last one, and tells who was faster', async () => {
    const { path } = await role([]);
    const { headers } = await service.api('GET', path);
    expectStatus(200, await service.api('PUT', path, { body: { description: 'first' } }));

    const stale = { 'if-match': String(headers.etag) };
    const { detail } = expectProblem(
      await service.api('PUT', path, { body: { description: 'second' }, headers: stale }),
      'precondition_failed',
    );

    expect(detail).toContain('changed it at');
    expectProblem(await service.api('DELETE', path, { headers: stale }), 'precondition_failed');
  });

  test('keeps both of two changes of different fields that are sent at once', async () => {
    const { path } = await role([]);

    await Promise.all([
      service.api('PUT', path, { body: { description: 'both' } }),
      service.api('PUT', path, { body: { permissions: ['run:projects'] } }),
    ]);

    expect((await service.api('GET', path)).json).toMatchObject({ description: 'both', permissions: ['run:projects'] });
  });

  test.each(['owner', 'admin', 'developer', 'viewer'])('leaves %s as it is', async (id) => {
    const changed = expectProblem(await service.api('PUT', `/api/roles/${id}`, { body: { name: 'X' } }), 'conflict');
    const deleted = expectProblem(await service.api('DELETE', `/api/roles/${id}`), 'conflict');

    expect(changed.detail).toMatch(/is a role that every organisation has, and stays as it is\. Make one of your own/);
    expect(deleted.detail).toBe(changed.detail);
  });
});

describe('DELETE /api/roles/{roleId}', () => {
  test('deletes a role that nobody has, and frees its name', async () => {
    const { path, json } = await role(['view:projects']);

    expectStatus(204, await service.api('DELETE', path));

    expectProblem(await service.api('GET', path), 'not_found');
    const { status } = await service.api('POST', '/api/roles', { body: { name: json.name, permissions: [] } });
    expect(status).toBe(201);
  });

  test.each([
    [1, /^One member or invitation has the role Role \d+\. Give them another role before you delete it\.$/],
    [2, /^2 members and invitations have the role Role \d+\. Give them another role before you delete it\.$/],
  ])('refuses a role that %i have', async (members, text) => {
    const { path, id } = await role([]);
    await giveMembers(id, members);

    const { detail } = expectProblem(await service.api('DELETE', path), 'conflict');

    expect(detail).toMatch(text);
    expect((await service.api('GET', path)).json.memberCount).toBe(members);
  });
});

describe('The rule of giving, for roles', () => {
  const manager = () => restrictedKey(service.local.organization.id, ['manage:roles', 'deploy:projects']);

  test.each<[string, readonly Permission[], readonly Permission[] | null, Permission | null]>([
    ['adds what the caller has', ['view:projects'], ['deploy:projects', 'view:roles'], null],
    ['adds what the caller lacks', ['view:projects'], ['view:projects', 'run:projects'], 'run:projects'],
    ['adds what includes more than the caller has', [], ['manage:projects'], 'manage:projects'],
    ['takes away what the caller lacks', ['view:members'], [], 'view:members'],
    ['renames a role that holds what the caller lacks', ['manage:settings'], null, 'view:settings'],
    ['renames a role of what the caller has', ['manage:roles'], null, null],
  ])('a change that %s', async (_, before, after, lacking) => {
    const { token } = await manager();
    const { path } = await role(before);
    const body = after === null ? { name: service.freshName('Renamed') } : { permissions: after };

    const answer = await service.api('PUT', path, { token, body });

    if (lacking === null) return void expectStatus(200, answer);
    const { requiredPermission, detail } = expectProblem(answer, 'permission_missing');
    expect(requiredPermission).toBe(lacking);
    expect(detail).toMatch(
      /^The role Role \d+ has the permission \S+, which you lack\. Ask somebody of local who has it\.$/,
    );
  });

  test('makes no role of what the caller lacks', async () => {
    const { token } = await manager();
    const body = { name: 'Everything', permissions };

    const { requiredPermission, detail } = expectProblem(
      await service.api('POST', '/api/roles', { token, body }),
      'permission_missing',
    );

    expect(requiredPermission).toBe('manage:projects');
    expect(detail).toMatch(/^The role "Everything" has the permission manage:projects, which you lack\./);
  });

  test('deletes no role that holds what the caller lacks', async () => {
    const { token } = await manager();
    const { path } = await role(['view:audit-logs']);

    expectProblem(await service.api('DELETE', path, { token }), 'permission_missing');
    expectStatus(200, await service.api('GET', path));
  });
});
