import { randomBytes } from 'node:crypto';
import type { OrganizationId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import {
  claimIdempotency,
  completeIdempotency,
  readIdempotency,
  releaseIdempotency,
} from '#shared/data/audit/idempotency.ts';
import { auditWrite } from '#shared/data/audit/mutation.ts';
import { readAuditRecords } from '#shared/data/audit/read-audit-records.ts';
import { recordDenial } from '#shared/data/audit/record-denial.ts';
import { findApiKey, touchApiKey } from '#shared/data/organization/api-keys.ts';
import { insertOrganization, readOrganizations } from '#shared/data/organization/organizations.ts';
import { readStanding } from '#shared/data/organization/read-standing.ts';
import {
  readAllProviderSettings,
  readProviderSettings,
  saveProviderSettings,
} from '#shared/data/settings/provider-settings.ts';
import { noteTick, readLastTick } from '#shared/data/status/last-tick.ts';
import { transact } from '#shared/data/table/transact.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { principal } from '#test/fixtures/records.ts';
import { newOrganization, now, sampleMutation } from '../sample-records.ts';
import type { Patterns } from './pattern.ts';

const claim = { principalId: 'key_1', method: 'POST', path: '/api/projects', key: 'k1', fingerprint: 'f'.repeat(64) };
const result = { status: 201, resourceId: 'prj_1' };

const tick = { startedAt: now, endedAt: now, done: 3, failed: 0 };

const sampleOrganization = () => {
  const hash = randomBytes(32).toString('hex');
  const organization = organizationRecord({ id: newOrganization(), slug: hash.slice(0, 12) });
  const apiKey = apiKeyRecord({
    organizationId: organization.id,
    id: newId('apiKey', now),
    hashes: [hash],
    createdAt: now,
  });
  return { organization, apiKey };
};

const inserted = async () => {
  const made = sampleOrganization();
  await insertOrganization(made.organization, made.apiKey);
  return made;
};

const claimed = async () => {
  const organization = newOrganization();
  await claimIdempotency(organization, claim, now);
  return organization;
};

const withSettings = async () => {
  const organization = newOrganization();
  const before = await readProviderSettings(organization, 'github');
  return {
    organization,
    before,
    after: { ...before, baseUrl: 'https://git.acme.example', version: before.version + 1 },
  };
};

const denialOf = (organization: OrganizationId) => {
  const { principal: by, requestId, sourceIp } = sampleMutation(organization);
  return {
    principal: by,
    operationId: 'getProject',
    resourceType: 'project',
    resourceId: 'prj_1',
    projectId: 'prj_1',
    requestId,
    sourceIp,
    now,
  } as const;
};

const anyRecord = {
  projectId: null,
  resourceType: null,
  resourceId: null,
  action: null,
  actorId: null,
  outcome: null,
  from: null,
  to: null,
};

/** An organisation with 26 changes in the month of `now`. */
const withAudit = async () => {
  const organization = newOrganization();
  const entry = { action: 'settings.updated', resourceId: 'github', resourceName: 'github', projectId: null } as const;
  for (let index = 0; index < 26; index += 1) {
    await transact([auditWrite(organization, sampleMutation(organization), { ...entry, changes: {} })]);
  }
  return organization;
};

export const organizationPatterns: Patterns = {
  'AP-60': async () => {
    const { organization, apiKey } = sampleOrganization();
    return () => insertOrganization(organization, apiKey);
  },
  'AP-61': async () => {
    const { apiKey } = await inserted();
    return () => findApiKey(apiKey.hashes[0] ?? '', now);
  },
  'AP-62': async () => {
    const { apiKey } = await inserted();
    return () => touchApiKey(apiKey, now);
  },
  'AP-63': async () => {
    const { apiKey } = await inserted();
    return () => touchApiKey({ ...apiKey, lastUsedAt: now }, now);
  },
  'AP-95': async () => {
    const { organization } = await inserted();
    return () => readOrganizations([organization.id]);
  },
  'AP-96': async () => {
    const { organization, apiKey } = await inserted();
    const { id, slug } = organization;
    const caller = principal({ id: apiKey.id, organization: { id, slug } });
    return () => readStanding(caller, [], now);
  },
  'AP-64': async () => {
    const organization = newOrganization();
    return () => claimIdempotency(organization, claim, now);
  },
  'AP-65': async () => {
    const organization = await claimed();
    return () => completeIdempotency(organization, claim, result, now);
  },
  'AP-66': async () => {
    const organization = await claimed();
    return () => releaseIdempotency(organization, claim);
  },
  'AP-67': async () => {
    const organization = await claimed();
    return () => readIdempotency(organization, claim, now);
  },
  'AP-68': async () => {
    const { organization } = await withSettings();
    return () => readProviderSettings(organization, 'github');
  },
  'AP-69': async () => {
    const { organization } = await withSettings();
    return () => readAllProviderSettings(organization);
  },
  'AP-140': async () => {
    const organization = await withAudit();
    return () => readAuditRecords(organization, { month: now.slice(0, 7), before: '~' }, anyRecord, 25);
  },
  'AP-141': async () => {
    const organization = await withAudit();
    const filter = { ...anyRecord, outcome: 'denied' as const };
    return () => readAuditRecords(organization, { month: now.slice(0, 7), before: '~' }, filter, 1000);
  },
  'AP-142': async () => {
    const denial = denialOf(newOrganization());
    return () => recordDenial(denial);
  },
  'AP-143': async () => {
    const denial = denialOf(newOrganization());
    await recordDenial(denial);
    return () => recordDenial(denial);
  },
  'AP-149': async () => () => noteTick(tick),
  'AP-150': async () => {
    await noteTick(tick);
    return () => readLastTick();
  },
  'AP-70': async () => {
    const { organization, before, after } = await withSettings();
    return () => saveProviderSettings(before, after, null, sampleMutation(organization));
  },
};
