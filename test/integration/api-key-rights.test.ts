import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { createApiKey, revokeApiKey, rotateApiKey } from '#shared/contract/endpoints/organization.ts';
import type { MemberId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { api, madeKey, madeOf, member, service, statusAMinuteLater, statusWith, useBench } from './api-keys-bench.ts';
import { callAs } from './call-as.ts';
import { minutesLater } from './clock.ts';
import { expectProblem } from './expect-problem.ts';
import { organizationOf, otherOrganization } from './principals.ts';
import { expectStatus } from './test-service.ts';

useBench();

const ci = (permissions: readonly Permission[]) => ({ body: { name: 'CI', permissions } });

/** Changes fields of an item of the organisation, as the routes of members do. */
const set = async (sk: string, fields: Readonly<Record<string, unknown>>): Promise<void> => {
  const { client, name } = table();
  const names = Object.keys(fields);
  const Key = { pk: keys.organization(organizationOf(service)).pk, sk };
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key,
      UpdateExpression: `SET ${names.map((one) => `#${one} = :${one}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((one) => [`#${one}`, one])),
      ExpressionAttributeValues: Object.fromEntries(names.map((one) => [`:${one}`, fields[one]])),
    }),
  );
};
const setMember = (id: string, fields: Readonly<Record<string, unknown>>): Promise<void> =>
  set(keys.member(organizationOf(service), id as MemberId).sk, fields);

const role = async (id: string, bits: number): Promise<void> => {
  const { client, name } = table();
  await client.send(
    new UpdateCommand({
      TableName: name,
      Key: keys.organization(organizationOf(service)),
      UpdateExpression: 'SET #roles.#id = :role',
      ExpressionAttributeNames: { '#roles': 'roles', '#id': id },
      ExpressionAttributeValues: { ':role': { bits, members: 0 } },
    }),
  );
};
/** manage:api-keys and view:projects. */
const keeper = 'rol_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const keeperBits = (1 << 9) | (1 << 0);

describe('the maker of a key', () => {
  test('gives what they have, and is named in the key', async () => {
    const admin = await member('admin');

    const { token, json } = madeOf(
      await callAs(admin.context, createApiKey, ci(['manage:projects', 'manage:settings'])),
    );

    expect(json).toMatchObject({ createdBy: admin.id, createdByName: 'Mona Lisa' });
    expect(await statusWith(token)).toBe(200);
  });

  test('gives nothing that they lack, however it is included', async () => {
    await role(keeper, keeperBits);
    const { context } = await member(keeper);

    const { requiredPermission } = expectProblem(
      await callAs(context, createApiKey, ci(['view:projects', 'manage:projects'])),
      'permission_missing',
    );

    expect(requiredPermission).toBe('deploy:projects');
    madeOf(await callAs(context, createApiKey, ci(['view:projects', 'view:api-keys'])));
  });

  test('is judged by the table, not by the context of a minute ago', async () => {
    const { id, context } = await member('admin');
    await setMember(id, { roleId: 'viewer' });

    expectProblem(await callAs(context, createApiKey, ci(['view:projects'])), 'permission_missing');
    await setMember(id, { status: 'removed' });
    expectProblem(await callAs(context, createApiKey, ci(['view:projects'])), 'unauthenticated');
  });

  test('is no key but the first one', async () => {
    const { token } = await madeKey({ permissions: ['manage:api-keys', 'view:projects'] });

    const { detail } = expectProblem(
      await api('POST', '/api/api-keys', ci(['view:projects']).body, token),
      'permission_missing',
    );

    expect(detail).toContain('makes no other keys');
  });

  test('makes no more than 500 for an organisation', async () => {
    const { client, name } = table();
    const other = await otherOrganization(service, 'many-keys');
    const Key = keys.organization(other.organizationId);
    const full = { ExpressionAttributeValues: { ':count': 500 }, UpdateExpression: 'SET apiKeys = :count' };
    await client.send(new UpdateCommand({ TableName: name, Key, ...full }));
    const body = { name: 'One more', permissions: ['view:projects'] };

    expectProblem(await api('POST', '/api/api-keys', body, other.token), 'conflict');

    await client.send(
      new UpdateCommand({ TableName: name, Key, ...full, ExpressionAttributeValues: { ':count': 499 } }),
    );
    const { id } = madeOf(await api('POST', '/api/api-keys', body, other.token));
    expectProblem(await api('POST', '/api/api-keys', body, other.token), 'conflict');
    expectStatus(204, await api('DELETE', `/api/api-keys/${id}`, undefined, other.token));
    madeOf(await api('POST', '/api/api-keys', body, other.token));
  });
});

describe('a key whose creator', () => {
  test('is removed is nobody', async () => {
    const { id, context } = await member('admin');
    const { token } = madeOf(await callAs(context, createApiKey, ci(['view:projects'])));
    expect(await statusWith(token)).toBe(200);

    await setMember(id, { status: 'removed' });

    expect(await statusAMinuteLater(token)).toBe(401);
  });

  test('gets a lesser role loses what they lose, and gets it back with them', async () => {
    const { id, context } = await member('admin');
    const { token } = madeOf(await callAs(context, createApiKey, ci(['manage:projects', 'view:settings'])));
    const { path } = await service.project();
    const put = () => api('PUT', path, {}, token);
    expectStatus(200, await put());

    await setMember(id, { roleId: 'viewer' });
    expectProblem(await minutesLater(1.01, put), 'permission_missing');
    expect(await minutesLater(1.02, () => statusWith(token))).toBe(200);

    await setMember(id, { roleId: 'admin' });
    expectStatus(200, await minutesLater(2.1, put));
  });

  test('is the first key ends with it', async () => {
    const other = await otherOrganization(service, 'heirs');
    const child = madeOf(await api('POST', '/api/api-keys', ci(['view:projects']).body, other.token));
    const { client, name } = table();
    await client.send(
      new UpdateCommand({
        TableName: name,
        Key: keys.organization(other.organizationId),
        UpdateExpression: 'ADD owners :more',
        ExpressionAttributeValues: { ':more': new Set(['mem_01ARZ3NDEKTSV4RRFFQ69G5FAV']) },
      }),
    );
    expect(await statusWith(child.token)).toBe(200);

    expectStatus(204, await api('DELETE', `/api/api-keys/${other.id}`, undefined, other.token));

    expect(await statusAMinuteLater(child.token)).toBe(401);
    expect(await minutesLater(1.02, () => statusWith(other.token))).toBe(401);
  });
});

describe('a key of somebody else', () => {
  const touch = { params: { apiKeyId: '' } };
  const of = (apiKeyId: string) => ({ ...touch, params: { apiKeyId } });

  test('is rotated by its creator and by an Owner, and by nobody else', async () => {
    const [creator, admin, owner] = [await member('admin'), await member('admin'), await member('owner')];
    const { id } = madeOf(await callAs(creator.context, createApiKey, ci(['view:projects'])));

    expectProblem(await callAs(admin.context, rotateApiKey, of(id)), 'permission_missing');
    madeOf(await callAs(creator.context, rotateApiKey, of(id)));
    madeOf(await callAs(owner.context, rotateApiKey, of(id)));
  });

  test('is neither rotated by its creator nor revoked with a permission that they lost', async () => {
    await role(keeper, keeperBits);
    const { id: memberId, context } = await member('admin');
    const { id } = madeOf(await callAs(context, createApiKey, ci(['manage:projects'])));
    await setMember(memberId, { roleId: keeper });

    for (const row of [rotateApiKey, revokeApiKey]) {
      const { requiredPermission } = expectProblem(await callAs(context, row, of(id)), 'permission_missing');
      expect(requiredPermission).toBe('deploy:projects');
    }
  });

  test('is revoked by whoever holds what it holds', async () => {
    const { id } = await madeKey({ permissions: ['manage:projects'] });
    const admin = await member('admin');

    expectStatus(204, await callAs(admin.context, revokeApiKey, of(id)));
  });

  test('is touched by Owners alone where it is the first key', async () => {
    const admin = await member('admin');
    const { json } = await api('GET', '/api/api-keys?limit=100');
    const first = String((json.apiKeys as { id: string }[]).at(-1)?.id);

    for (const row of [rotateApiKey, revokeApiKey]) {
      const { detail } = expectProblem(await callAs(admin.context, row, of(first)), 'permission_missing');
      expect(detail).toContain('Only an Owner');
    }
  });
});
