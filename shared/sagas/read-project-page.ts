import type { ProjectId } from '../contract/id.ts';
import {
  findProjectIdsByName,
  listGrantedProjectIds,
  listProjectsByRank,
  lowestRank,
  readProjects,
} from '../data/list-projects.ts';
import type { Page } from '../data/page.ts';
import { authorize } from '../domain/authorize.ts';
import type { Principal } from '../domain/principal.ts';
import { isListed, type ListPosition } from '../domain/project-list.ts';
import type { ProjectRecord } from '../domain/records.ts';

type Wish = {
  readonly includeArchived: boolean;
  readonly q: string | null;
  readonly limit: number;
  readonly position: ListPosition;
};
type ProjectPage = { readonly projects: readonly ProjectRecord[]; readonly next: ListPosition | null };

const mayView = (principal: Principal, project: ProjectRecord): boolean =>
  authorize(principal, 'view:projects', project.access) === 'allowed';

const candidates = async (principal: Principal, wish: Wish, page: Page<ProjectId>): Promise<readonly ProjectRecord[]> =>
  (await readProjects(principal.organization.id, page.rows)).filter(
    (project) => isListed(project, wish.includeArchived) && mayView(principal, project),
  );

const goOn = (phase: ListPosition['phase'], position: string | null): ListPosition | null =>
  position === null ? null : { phase, after: position };

/**
 * Reads a page of what a principal may see. Owner and Admin read one range of the index; others read the open projects
 * of it, then the restricted ones that name them; a search reads names. The position tells the phase. Source: design §4.
 */
export const readProjectPage = async (principal: Principal, wish: Wish): Promise<ProjectPage> => {
  const organization = principal.organization.id;
  const { limit, position } = wish;
  if (wish.q !== null) {
    const page = await findProjectIdsByName(organization, wish.q, limit, position.after);
    return { projects: await candidates(principal, wish, page), next: goOn('name', page.position) };
  }
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
      const found = await candidates(principal, wish, page);
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
