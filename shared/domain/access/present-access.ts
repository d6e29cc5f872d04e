import type { AccessGrant } from '#shared/contract/access.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import { authorize } from './authorize.ts';
import { giverOf, levelOf } from './change-access.ts';
import type { Grantee } from './grantee.ts';
import type { Principal } from './principal.ts';

/**
 * A grant as the API returns it. E-mail addresses are for those who may see members.
 * @param access with a grant for the grantee
 */
export const presentGrant = (access: ProjectAccess, grantee: Grantee, reader: Principal): AccessGrant => {
  const given = giverOf(access, grantee.id);
  return {
    principalId: grantee.id,
    kind: grantee.kind,
    name: grantee.name,
    email: authorize(reader, 'view:members', null) === 'allowed' ? grantee.email : null,
    level: levelOf(access, grantee.id) ?? 'view',
    grantedBy: given?.by ?? null,
    grantedByName: given?.byName ?? null,
    grantedAt: given?.at ?? null,
  };
};

/** The mode and the grants of those who are still there, by name. */
export const presentAccess = (
  access: ProjectAccess,
  grantees: ReadonlyMap<string, Grantee>,
  reader: Principal,
): { readonly mode: ProjectAccess['mode']; readonly grants: readonly AccessGrant[] } => ({
  mode: access.mode,
  grants: Object.keys(access.grants)
    .flatMap((id) => grantees.get(id) ?? [])
    .map((grantee) => presentGrant(access, grantee, reader))
    .sort((one, other) => `${one.name}/${one.principalId}`.localeCompare(`${other.name}/${other.principalId}`, 'en')),
});
