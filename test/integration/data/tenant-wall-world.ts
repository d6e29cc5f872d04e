import { randomBytes } from 'node:crypto';
import type {
  ApiKeyId,
  DeliveryId,
  DeploymentId,
  EnvironmentId,
  MemberId,
  OrganizationId,
  ProjectId,
} from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { claimIdempotency } from '#shared/data/audit/idempotency.ts';
import { storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { saveMember } from '#shared/data/organization/members.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { insertRole, readRoles } from '#shared/data/organization/roles.ts';
import { insertApiKey } from '#shared/data/organization/write-api-key.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveAccess } from '#shared/data/projects/write-access.ts';
import { readProviderSettings, saveProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { withGrant } from '#shared/domain/access/change-access.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { apiKeyRecord, memberRecord, organizationRecord, roleRecord } from '#test/fixtures/access-records.ts';
import { queued } from './access-patterns/queued.ts';
import { changed, noEffects, now, sampleDelivery, sampleMutation } from './sample-records.ts';
import { storedProject } from './stored-project.ts';

export const newHash = (): string => randomBytes(32).toString('hex');

/** A request of a principal under an Idempotency-Key, the same for all who ask. */
export const claim = {
  principalId: 'key_1',
  method: 'POST',
  path: '/api/projects',
  key: 'k1',
  fingerprint: 'f'.repeat(64),
};

/** An organisation of this world, with one of everything. */
export type Tenant = {
  readonly organizationId: OrganizationId;
  /** Stands in every name and text of its items. */
  readonly canary: string;
  readonly ids: {
    readonly project: ProjectId;
    readonly environment: EnvironmentId;
    readonly deployment: DeploymentId;
    readonly delivery: DeliveryId;
    readonly member: MemberId;
    readonly role: string;
    readonly apiKey: ApiKeyId;
  };
};

/** The organisation as it is stored now. */
export const organizationOf = async (id: OrganizationId): Promise<OrganizationRecord> => {
  const found = await readRoles(id);
  if (found === null) throw new Error('The organisation is gone.');
  return found.organization;
};

/** Writes an organisation with one of everything, every text of which holds the canary. */
export const furnished = async (canary: string): Promise<Tenant> => {
  const stored = await storedProject({ name: canary, description: canary });
  const { organization: organizationId, mutation, environments } = stored;
  const first = newId('apiKey', now);
  await insertOrganization(
    organizationRecord({ id: organizationId, slug: newHash().slice(0, 12), name: canary, owners: new Set([first]) }),
    apiKeyRecord({ organizationId, id: first, name: canary, hashes: [newHash()] }),
  );
  const member = memberRecord({
    organizationId,
    id: newId('member', now),
    name: canary,
    email: `${canary.toLowerCase()}@acme.example`,
  });
  const joined = { action: 'member.joined', status: 200 } as const;
  await saveMember(await organizationOf(organizationId), { before: null, after: member }, mutation, joined);
  const role = roleRecord({ organizationId, id: newId('role', now), name: canary, description: canary });
  const permissions = ['view:projects'] as const;
  await insertRole(await organizationOf(organizationId), { role, permissions }, mutation);
  const apiKey = apiKeyRecord({
    organizationId,
    id: newId('apiKey', now),
    name: canary,
    hashes: [newHash()],
    role: 'restricted',
    permissions,
    creatorId: first,
  });
  await insertApiKey(await organizationOf(organizationId), apiKey, mutation);
  const project = await readProject(organizationId, stored.project.id);
  if (project === null) throw new Error('The project is gone.');
  const access = withGrant(project.access, member.id, 'deploy', { by: mutation.principal, now });
  const granted = changed(project, { access });
  await saveAccess(await organizationOf(organizationId), project, granted, mutation, 200);
  const { deployment } = await queued(stored, environments.staging, { commitMessage: canary });
  const delivery = sampleDelivery(project, { ref: `refs/heads/${canary}` });
  await storeDelivery(delivery, noEffects);
  const settings = await readProviderSettings(organizationId, 'gitea');
  const host = { baseUrl: `https://${canary.toLowerCase()}.example`, version: settings.version + 1 };
  await saveProviderSettings(settings, { ...settings, ...host }, null, sampleMutation(organizationId));
  await claimIdempotency(organizationId, claim, now);
  const ids = {
    project: project.id,
    environment: environments.staging.id,
    deployment: deployment.id,
    delivery: delivery.id,
    member: member.id,
    role: role.id,
    apiKey: apiKey.id,
  };
  return { organizationId, canary, ids };
};
