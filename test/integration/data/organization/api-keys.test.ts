import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { newId } from '#shared/contract/new-id.ts';
import { keyPointerItem } from '#shared/data/items/api-key-item.ts';
import { findApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { removeApiKey } from '#shared/data/organization/write-api-key.ts';
import { table } from '#shared/data/table/table.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { newOrganization, now, sampleMutation } from '../sample-records.ts';
import { useTestTable } from '../test-table.ts';

useTestTable();

const newHash = (): string => randomBytes(32).toString('hex');

const stored = async () => {
  const id = newId('apiKey', now);
  const organization = organizationRecord({
    id: newOrganization(),
    slug: newHash().slice(0, 12),
    owners: new Set([id]),
  });
  const apiKey = apiKeyRecord({ organizationId: organization.id, id, hashes: [newHash()] });
  await insertOrganization(organization, apiKey);
  return { organization, apiKey };
};

describe('findApiKey', () => {
  it('does not find a key by a pointer to a secret that it has no more', async () => {
    const { apiKey } = await stored();
    const old = newHash();
    const { client, name } = table();
    await client.send(new PutCommand({ TableName: name, Item: keyPointerItem(apiKey, old, null) }));

    expect(await findApiKey(old, now)).toBeNull();
    expect((await findApiKey(apiKey.hashes[0] ?? '', now))?.apiKey.id).toBe(apiKey.id);
  });
});

describe('removeApiKey', () => {
  it('keeps the last owner, whoever asks', async () => {
    const { organization, apiKey } = await stored();
    const misread = { ...organization, owners: new Set([apiKey.id, 'mem_01ARZ3NDEKTSV4RRFFQ69G5FAV']) };

    await expect(removeApiKey(misread, apiKey, sampleMutation(organization.id))).rejects.toMatchObject({
      labels: new Set(['organization']),
    });

    expect(await findApiKey(apiKey.hashes[0] ?? '', now)).not.toBeNull();
  });
});
