import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import { findApiKey, touchApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { keys } from '#shared/data/table/keys.ts';
import { table } from '#shared/data/table/table.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
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
