import { newId } from '#shared/contract/new-id.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { insertRole, readRole, readRoles, removeRole, saveRole } from '#shared/data/organization/roles.ts';
import type { RoleState } from '#shared/domain/access/roles.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { apiKeyRecord, organizationRecord, roleRecord } from '#test/fixtures/access-records.ts';
import { newOrganization, now, sampleMutation } from '../sample-records.ts';
import type { Patterns } from './pattern.ts';

const sampleRole = (organization: OrganizationRecord, name: string): RoleState => ({
  role: roleRecord({ organizationId: organization.id, id: newId('role', now), name }),
  permissions: ['deploy:projects'],
});

/** An organisation as it was written, with the roles that are named. */
const withRoles = async (...names: readonly string[]) => {
  const id = newOrganization();
  const slug = id.slice(4).toLowerCase();
  const hash = `${slug}${'0'.repeat(64)}`.slice(0, 64);
  await insertOrganization(organizationRecord({ id, slug }), apiKeyRecord({ organizationId: id, hashes: [hash] }));
  const roles: RoleState[] = [];
  for (const name of names) {
    const { organization } = await stored(id);
    const role = sampleRole(organization, name);
    await insertRole(organization, role, sampleMutation(id));
    roles.push(role);
  }
  return { ...(await stored(id)), roles };
};

const stored = async (id: OrganizationRecord['id']) => {
  const found = await readRoles(id);
  if (found === null) throw new Error('The organisation is gone.');
  return { organization: found.organization };
};

const withRole = async () => {
  const { organization, roles } = await withRoles('Release manager');
  const [role] = roles;
  if (role === undefined) throw new Error('There is no role.');
  return { organization, role };
};

export const rolePatterns: Patterns = {
  'AP-110': async () => {
    const { organization } = await withRoles('One', 'Two', 'Three');
    return () => readRoles(organization.id);
  },
  'AP-111': async () => {
    const { organization, role } = await withRole();
    return () => readRole(organization.id, role.role.id);
  },
  'AP-112': async () => {
    const { organization } = await withRoles();
    return () => insertRole(organization, sampleRole(organization, 'New'), sampleMutation(organization.id));
  },
  'AP-113': async () => {
    const { organization, role } = await withRole();
    const after = { ...role, role: { ...role.role, name: 'Renamed', version: 2 } };
    return () => saveRole(organization, role, after, sampleMutation(organization.id));
  },
  'AP-114': async () => {
    const { organization, role } = await withRole();
    return () => removeRole(organization, role, sampleMutation(organization.id));
  },
};
