import type { ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { projectFromItem } from '#shared/data/items/project-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { authorize } from '#shared/domain/access/authorize.ts';
import { closureOf } from '#shared/domain/access/closure.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { type PresentStanding, requireTouch, standingOf } from './require-standing.ts';

/**
 * Reads what the caller may do now, and which of the given projects they see, in one call.
 * @throws Problem `permission_missing`, `unauthenticated`
 */
export const standingWithProjects = async (
  caller: { readonly principal: Principal; readonly now: string },
  projectIds: readonly ProjectId[],
): Promise<{ readonly standing: PresentStanding; readonly projects: readonly ProjectRecord[] }> => {
  const wanted = [...new Set(projectIds)].map((id) => keys.project(caller.principal.organization.id, id));
  const standing = await standingOf(caller, 'manage:api-keys', wanted);
  const projects = standing.items
    .flatMap((item) => (item === undefined ? [] : projectFromItem(item)))
    .filter(
      (project) =>
        project.deletingAt === null && authorize(standing.principal, 'view:projects', targetOf(project)) === 'allowed',
    );
  return { standing, projects };
};

/**
 * Only members and the first key make keys. A key that another key made would have no rights, because keys have no chains.
 * Source: docs/design/security-model.md, "API keys".
 * @throws Problem `permission_missing`
 */
export const requireKeyMaker = ({ principal, rights, organization }: PresentStanding): void => {
  if (principal.kind === 'user' || rights.isOwner) return;
  throw new Problem(
    'permission_missing',
    `An API key makes no other keys. Ask a member of ${organization.slug} who has manage:api-keys.`,
    { requiredPermission: 'manage:api-keys' },
  );
};

/**
 * A key is rotated by its creator or an Owner: the new secret is shown to them.
 * @throws Problem `permission_missing`
 */
export const requireKeyRotation = (standing: PresentStanding, apiKey: ApiKeyRecord): void => {
  requireKeyTouch(standing, apiKey);
  if (standing.rights.isOwner || apiKey.creatorId === standing.principal.id) return;
  throw new Problem(
    'permission_missing',
    'A key is rotated by its creator or an Owner. Ask one of them, or revoke it and make a new one.',
    { requiredPermission: 'manage:api-keys' },
  );
};

/** Applies the rule of giving to a key, by the permissions that it was given. @throws Problem `permission_missing` */
export const requireKeyTouch = (standing: PresentStanding, { name, role, permissions }: ApiKeyRecord): void =>
  requireTouch(standing, `The key ${name}`, { permissions: closureOf(permissions), isOwner: role === 'owner' });
