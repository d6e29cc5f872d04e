import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { newApiKeyWrites } from '#shared/data/items/api-key-item.ts';
import { findApiKey, touchApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { readStanding } from '#shared/data/organization/read-standing.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { principal } from '#test/fixtures/records.ts';
import { restrictedKey, writtenMember } from '#test/integration/principals.ts';
import { refusedLabels } from '../refused-labels.ts';
import { newOrganization, now, secondsLater } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const randomHex = (): string => randomBytes(32).toString('hex');

const sampleOrganization = (over: Partial<ApiKeyRecord> = {}) => {
  const organization = organizationRecord({ id: newOrganization(), slug: randomHex().slice(0, 20) });
  const apiKey = apiKeyRecord({
    organizationId: organization.id,
    id: newId('apiKey', now),
    hashes: [randomHex()],
    createdAt: now,
    ...over,
  });
  return { organization, apiKey };
};

const inserted = async (over: Partial<ApiKeyRecord> = {}) => {
  const made = sampleOrganization(over);
  await insertOrganization(made.organization, made.apiKey);
  return made;
};

describe('insertOrganization', () => {
  it('writes the organisation with a first key that finds it', async () => {
    const { organization, apiKey } = await inserted();
    expect(await findApiKey(apiKey.hashes[0] ?? '', now)).toEqual({ organization, apiKey, creator: null, until: null });
  });

  it('refuses a slug that is taken and writes no key', async () => {
    const { organization } = await inserted();
    const second = sampleOrganization();
    const write = insertOrganization({ ...second.organization, slug: organization.slug }, second.apiKey);
    expect(await refusedLabels(write)).toEqual(['slug']);
    expect(await findApiKey(second.apiKey.hashes[0] ?? '', now)).toBeNull();
  });
});

describe('findApiKey', () => {
  it('finds nothing for an unknown hash', async () => {
    expect(await findApiKey(randomHex(), now)).toBeNull();
  });

  it('takes a key for none from the moment at which it expires', async () => {
    const { apiKey } = await inserted({ expiresAt: secondsLater(60) });
    expect((await findApiKey(apiKey.hashes[0] ?? '', secondsLater(59)))?.apiKey.id).toBe(apiKey.id);
    expect(await findApiKey(apiKey.hashes[0] ?? '', secondsLater(60))).toBeNull();
  });

  it('takes a hash for none that points to a key with another hash', async () => {
    const { organization, apiKey } = await inserted();
    const { client, name } = table();
    const hash = randomHex();
    const pointer = { ...keys.apiKeyByHash(hash), organizationId: organization.id, keyId: apiKey.id };
    await client.send(new PutCommand({ TableName: name, Item: pointer }));
    expect(await findApiKey(hash, now)).toBeNull();
  });

  it('takes a hash for none whose key was revoked', async () => {
    const { organization } = await inserted();
    const { client, name } = table();
    const hash = randomHex();
    const pointer = { ...keys.apiKeyByHash(hash), organizationId: organization.id, keyId: newId('apiKey', now) };
    await client.send(new PutCommand({ TableName: name, Item: pointer }));
    expect(await findApiKey(hash, now)).toBeNull();
  });
});

describe('the creator of a key', () => {
  const madeBy = async (creatorId: string, organization: OrganizationId) => {
    const hash = randomHex();
    const key = { id: newId('apiKey', now), role: 'restricted' as const, permissions: ['view:projects' as const] };
    const made = apiKeyRecord({ ...key, organizationId: organization, hashes: [hash], creatorId });
    await transact(newApiKeyWrites(made));
    return made;
  };
  const creatorOf = async (key: ApiKeyRecord) => (await findApiKey(key.hashes[0] ?? '', now))?.creator;

  it('is the first key, with all rights', async () => {
    const { organization, apiKey } = await inserted();

    expect(await creatorOf(await madeBy(apiKey.id, organization.id))).toMatchObject({ isOwner: true });
  });

  it('is a member, with the rights of the role', async () => {
    const { organization } = await inserted();
    const member = await writtenMember(organization.id, { roleId: 'viewer' });

    expect(await creatorOf(await madeBy(member.id, organization.id))).toMatchObject({ permissions: ['view:projects'] });
  });

  it('is nobody once removed, if it never was, or if it is a key that somebody made', async () => {
    const { organization, apiKey } = await inserted();
    const removed = await writtenMember(organization.id, { status: 'removed' });
    const second = await madeBy(apiKey.id, organization.id);
    const creators = [removed.id, newId('member', now), second.id];

    const found = await Promise.all(creators.map(async (id) => creatorOf(await madeBy(id, organization.id))));

    expect(found).toEqual([null, null, null]);
  });
});

describe('readStanding', () => {
  const callerOf = (organization: { id: OrganizationId; slug: string }, over: Partial<Principal>) =>
    principal({ organization: { id: organization.id, slug: organization.slug }, ...over });

  it('gives the rights that the table holds now, and the further items in their order', async () => {
    const { organization, apiKey } = await inserted();
    const member = await writtenMember(organization.id, { roleId: 'viewer' });
    const caller = callerOf(organization, { id: member.id, kind: 'user', permissions: ['manage:members'] });
    const wanted = [keys.apiKey(organization.id, apiKey.id), keys.role(organization.id, 'rol_none')];

    const standing = await readStanding(caller, wanted, now);

    expect(standing?.rights?.permissions).toEqual(['view:projects']);
    expect(standing?.items.map((item) => item?.id)).toEqual([apiKey.id, undefined]);
  });

  it('reads an item once that is asked for twice', async () => {
    const { organization, apiKey } = await inserted();
    const caller = callerOf(organization, { id: apiKey.id });

    const standing = await readStanding(caller, [keys.apiKey(organization.id, apiKey.id)], now);

    expect([standing?.rights?.isOwner, standing?.items[0]?.id]).toEqual([true, apiKey.id]);
  });

  it('gives no rights to who is gone: a removed member, a revoked key, an expired one, one whose creator is gone', async () => {
    const { organization } = await inserted();
    const removed = await writtenMember(organization.id, { status: 'removed' });
    const revoked = newId('apiKey', now);
    // Its creator is there still, so that only its end makes it nobody.
    const creatorId = (await writtenMember(organization.id)).id;
    const expired = await restrictedKey(organization.id, ['view:projects'], now, creatorId);
    const orphan = await restrictedKey(organization.id, ['view:projects'], null, removed.id);
    const callers = [
      callerOf(organization, { id: removed.id, kind: 'user' }),
      callerOf(organization, { id: revoked }),
      callerOf(organization, { id: expired.id, creatorId }),
      callerOf(organization, { id: orphan.id, creatorId: removed.id }),
    ];

    const standings = await Promise.all(callers.map((caller) => readStanding(caller, [], now)));

    expect(standings.map((standing) => standing?.rights)).toEqual([null, null, null, null]);
  });

  it('gives nothing for an organisation that does not exist', async () => {
    expect(await readStanding(callerOf({ id: newOrganization(), slug: 'gone' }, {}), [], now)).toBeNull();
  });
});

describe('touchApiKey', () => {
  const lastUsed = async (apiKey: ApiKeyRecord) => (await findApiKey(apiKey.hashes[0] ?? '', now))?.apiKey.lastUsedAt;

  it('notes the first use', async () => {
    const { apiKey } = await inserted();
    await touchApiKey(apiKey, now);
    expect(await lastUsed(apiKey)).toBe(now);
  });

  it('notes a use at most once an hour', async () => {
    const { apiKey } = await inserted();
    await touchApiKey(apiKey, now);
    await touchApiKey({ ...apiKey, lastUsedAt: now }, secondsLater(3599));
    expect(await lastUsed(apiKey)).toBe(now);
    await touchApiKey({ ...apiKey, lastUsedAt: now }, secondsLater(3601));
    expect(await lastUsed(apiKey)).toBe(secondsLater(3601));
  });

  it('keeps the later of two notes that were made at once', async () => {
    const { apiKey } = await inserted();
    await touchApiKey(apiKey, secondsLater(10));
    await touchApiKey(apiKey, now);
    expect(await lastUsed(apiKey)).toBe(secondsLater(10));
  });

  it('makes no key of one that was revoked', async () => {
    const { apiKey } = sampleOrganization();
    await touchApiKey(apiKey, now);
    expect(await findApiKey(apiKey.hashes[0] ?? '', now)).toBeNull();
  });
});
