import type { ProjectId } from '#shared/contract/id.ts';
import {
  type FoundName,
  findProjectIdsByName,
  listGrantedProjectIds,
  listProjectsByRank,
  lowestRank,
  readProjects,
} from '#shared/data/projects/list-projects.ts';
import type { Page } from '#shared/data/table/page.ts';
import { authorize } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { isListed, type ListPosition } from '#shared/domain/projects/project-list.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

type Wish = {
  readonly includeArchived: boolean;
  readonly q: string | null;
  readonly limit: number;
  readonly position: ListPosition;
};
type ProjectPage = { readonly projects: readonly ProjectRecord[]; readonly next: ListPosition | null };

const mayView = (principal: Principal, project: ProjectRecord): boolean =>
  authorize(principal, 'view:projects', project.access) === 'allowed';

const candidates = async (
  principal: Principal,
  wish: Wish,
  ids: readonly ProjectId[],
): Promise<readonly ProjectRecord[]> =>
  (await readProjects(principal.organization.id, ids)).filter(
    (project) => isListed(project, wish.includeArchived) && mayView(principal, project),
  );

const goOn = (phase: ListPosition['phase'], position: string | null): ListPosition | null =>
  position === null ? null : { phase, after: position };

/** What one BatchGetItem takes. */
const mostAtOnce = 100;

// Whether there is a next page, and where it begins, must tell nothing of a project that is hidden: a page ends with one
// that the principal sees, and only where another one follows that is seen too.
const searchPage = async (principal: Principal, wish: Wish, found: readonly FoundName[]): Promise<ProjectPage> => {
  const seen: ProjectRecord[] = [];
  const atOnce = Math.min(wish.limit + 1, mostAtOnce);
  for (let start = 0; start < found.length && seen.length <= wish.limit; start += atOnce) {
    const ids = found.slice(start, start + atOnce).map(({ id }) => id);
    seen.push(...(await candidates(principal, wish, ids)));
  }
  const projects = seen.slice(0, wish.limit);
  const last = found.find(({ id }) => id === projects.at(-1)?.id);
  return { projects, next: goOn('name', seen.length > wish.limit ? (last?.position ?? null) : null) };
};

/**
 * Reads a page of what a principal may see. Owner and Admin read one range of the index; others read the open projects
 * of it, then the restricted ones that name them; a search reads names. The position tells the phase.
 * Source: docs/design/single-table.md, "Project list".
 */
export const readProjectPage = async (principal: Principal, wish: Wish): Promise<ProjectPage> => {
  const organization = principal.organization.id;
  const { limit, position } = wish;
  if (wish.q !== null)
    return searchPage(principal, wish, await findProjectIdsByName(organization, wish.q, position.after));
  if (principal.unrestricted) {
    const ranks = { from: lowestRank(wish.includeArchived), to: '4' as const };
    const page = await listProjectsByRank(organization, ranks, limit, position.after);
    return { projects: page.rows, next: goOn('open', page.position) };
  }
  const projects: ProjectRecord[] = [];
  let next: ListPosition | null = position;
  while (next !== null && projects.length < limit) {
    const rest = limit - projects.length;
    if (next.phase === 'granted') {
      const page: Page<ProjectId> = await listGrantedProjectIds(organization, principal.id, rest, next.after);
      const found = await candidates(principal, wish, page.rows);
      // An open project that still has grants was listed with the open ones.
      projects.push(...found.filter((project) => project.access.mode === 'restricted'));
      next = goOn('granted', page.position);
    } else {
      const rank = next.phase === 'archived' ? '2' : '4';
      const page: Page<ProjectRecord> = await listProjectsByRank(
        organization,
        { from: rank, to: rank },
        rest,
        next.after,
      );
      projects.push(...page.rows);
      const following: ListPosition = {
        phase: next.phase === 'open' && wish.includeArchived ? 'archived' : 'granted',
        after: null,
      };
      next = goOn(next.phase, page.position) ?? following;
    }
  }
  return { projects, next };
};
