import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { projectFromItem } from '#shared/data/items/project-item.ts';
import { type Grantees, readGrantees } from '#shared/data/organization/grantees.ts';
import { saveAccess } from '#shared/data/projects/write-access.ts';
import { keys } from '#shared/data/table/keys.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { authorize } from '#shared/domain/access/authorize.ts';
import { changedGrants, levelOf, withoutGrant } from '#shared/domain/access/change-access.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { changedBy } from '#shared/domain/actor.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ProjectAccess } from '#shared/domain/records/project-access.ts';
import type { CheckVersion } from './check-version.ts';
import type { VisibleReads } from './read-visible.ts';
import type { Reply } from './reply.ts';
import { requireGiving, requireGrantees, requireRoom } from './require-grant.ts';
import { requirePermission } from './require-permission.ts';
import type { PresentStanding } from './require-standing.ts';
import { standingBesideGrantees } from './standing-beside-grantees.ts';

type AccessContext = VisibleReads & {
  readonly principal: Principal;
  readonly now: string;
  readonly mutation: Mutation;
  readonly checkVersion: CheckVersion;
};

/** What a change of access is decided from. */
export type FoundAccess = {
  readonly project: ProjectRecord;
  readonly standing: PresentStanding;
  /** The principals that the request names, by id; in the answer to a change, also those that the project named before. */
  readonly grantees: Grantees;
};

const readFound =
  (context: AccessContext, named: readonly string[]) =>
  async (organization: OrganizationId, id: ProjectId): Promise<FoundAccess | null> => {
    const { standing, grantees } = await standingBesideGrantees(context, named, [keys.project(organization, id)]);
    const [projectItem] = standing.items;
    if (projectItem === undefined) return null;
    const project = projectFromItem(projectItem);
    if (project.deletingAt !== null) return null;
    return { project, standing, grantees };
  };

const requireManageKept = (principal: Principal, after: ProjectRecord): void => {
  if (authorize(principal, 'manage:projects', targetOf(after)) === 'allowed') return;
  throw new Problem(
    'conflict',
    'After this change you could no longer manage the project. If you mean it, delete your own grant with ?force=true.',
  );
};

/**
 * Finds those whom the project names besides the request. Who is gone loses their grant with this change, so that it counts
 * to no limit and its list entry goes: an expired key, and whom the tick has not reached. No call where nobody else is named.
 */
const withoutGone = async (found: FoundAccess, wanted: ProjectAccess, now: string) => {
  const { project, grantees } = found;
  const others = Object.keys(project.access.grants).filter((id) => levelOf(wanted, id) !== null && !grantees.has(id));
  const present = await readGrantees(project.organizationId, others, now);
  const gone = others.filter((id) => !present.has(id));
  return { access: gone.reduce(withoutGrant, wanted), grantees: new Map([...grantees, ...present]) };
};

/**
 * Changes who may see a project, decided from the caller's rights as the table has them. If another change was faster,
 * it starts again with the read.
 * Source: docs/design/security-model.md, "Changing access".
 * @param named the ids in the request: of unknown ones the answer is 404
 * @param change gives the access after the change; the same one for no change
 * @param reply with its status, which the record of an Idempotency-Key keeps
 * @param options `force`: the caller may lose the right to manage the project
 * @throws Problem `not_found`, `permission_missing`, `conflict`, `precondition_failed`; `unauthenticated` if the caller
 * is gone
 */
export const changeAccess = (
  context: AccessContext,
  named: readonly string[],
  change: (found: FoundAccess) => ProjectAccess,
  reply: (after: ProjectRecord, found: FoundAccess) => Promise<Reply> | Reply,
  options: { readonly force?: boolean } = {},
): Promise<Reply> =>
  retryOnVersionConflict(async () => {
    const { now, mutation, checkVersion } = context;
    const found = await context.readVisible(readFound(context, named));
    const { project: before, standing } = found;
    const { principal, organization } = standing;
    requirePermission(principal, 'manage:projects', targetOf(before));
    requireGrantees(found.grantees, named);
    checkVersion(before);
    const wanted = change(found);
    if (wanted === before.access) return reply(before, found);
    requireGiving(standing, before, changedGrants(before.access, wanted), found.grantees);
    const { access, grantees } = await withoutGone(found, wanted, now);
    const after = { ...before, access, ...changedBy(principal, now), version: before.version + 1 };
    if (options.force !== true) requireManageKept(principal, after);
    await requireRoom(before.organizationId, before.access, access);
    const answer = await reply(after, { ...found, grantees });
    await saveAccess(organization, before, after, mutation, answer.status);
    return answer;
  });
