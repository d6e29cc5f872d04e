import { randomBytes } from 'node:crypto';
import { newId } from '#shared/contract/new-id.ts';
import { listApiKeys, readApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { insertApiKey, removeApiKey, saveRotation } from '#shared/data/organization/write-api-key.ts';
import { rotateApiKey } from '#shared/domain/access/rotate-api-key.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { newOrganization, now, sampleMutation } from '../sample-records.ts';
import type { Patterns } from './pattern.ts';

const newHash = (): string => randomBytes(32).toString('hex');

/** An organisation with its first key, and a key that is not written yet. */
const sample = async () => {
  const first = newId('apiKey', now);
  const id = newOrganization();
  const organization = organizationRecord({ id, slug: newHash().slice(0, 12), owners: new Set([first]) });
  const firstKey = apiKeyRecord({ organizationId: id, id: first, hashes: [newHash()] });
  await insertOrganization(organization, firstKey);
  const apiKey = apiKeyRecord({
    organizationId: id,
    id: newId('apiKey', now),
    hashes: [newHash()],
    role: 'restricted',
    permissions: ['view:projects', 'deploy:projects'],
    creatorId: first,
  });
  return { organization, firstKey, apiKey, mutation: sampleMutation(id) };
};

const stored = async () => {
  const made = await sample();
  await insertApiKey(made.organization, made.apiKey, made.mutation);
  return { ...made, organization: { ...made.organization, apiKeys: 2, version: 2 } };
};

export const apiKeyPatterns: Patterns = {
  'AP-120': async () => {
    const { organization, apiKey, mutation } = await sample();
    return () => insertApiKey(organization, apiKey, mutation);
  },
  'AP-121': async () => {
    const { organization, apiKey } = await stored();
    return () => readApiKey(organization.id, apiKey.id);
  },
  'AP-122': async () => {
    const { organization } = await stored();
    return () => listApiKeys(organization.id, 25, null);
  },
  'AP-123': async () => {
    const { organization, apiKey, mutation } = await stored();
    return () => saveRotation(organization, apiKey, rotateApiKey(apiKey, newHash(), false, now), mutation);
  },
  'AP-124': async () => {
    const { organization, apiKey, mutation } = await stored();
    return () => removeApiKey(organization, apiKey, mutation);
  },
  'AP-125': async () => {
    const { organization, apiKey, mutation } = await sample();
    const expiring = { ...apiKey, expiresAt: '2099-01-01T00:00:00.000Z' };
    return () => insertApiKey(organization, expiring, mutation);
  },
};
