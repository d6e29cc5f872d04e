import type { ProjectId } from '#shared/contract/id.ts';
import { listGrantedProjectIds, listProjectsByRank, lowestRank } from '#shared/data/projects/list-projects.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { ListPosition } from '#shared/domain/projects/project-list.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { searchProjects } from './search-projects.ts';
import { goOn, type PageRequest, type ProjectPage, viewableProjects, visiblePage } from './visible-page.ts';

/**
 * The list of a key that is limited to projects: all of them in one BatchGetItem, newest first, or a search by name. The
 * row after which a page begins need not exist any more.
 */
const limitedPage = async (
  principal: Principal,
  request: PageRequest,
  ids: readonly ProjectId[],
): Promise<ProjectPage> => {
  const { q, limit, position } = request;
  const text = q === null ? '' : foldName(q);
  const placeOf = ({ id, name }: ProjectRecord): string => (q === null ? id : `${foldName(name)}/${id}`);
  const seen = (await viewableProjects(principal, request, ids))
    .filter(({ name }) => foldName(name).includes(text))
    .map((project) => ({ project, place: placeOf(project) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1));
  if (q === null) seen.reverse();
  const { after } = position;
  const left = seen.filter(({ place }) => after === null || (q === null ? place < after : place > after));
  const rows = left.slice(0, limit);
  const next = left.length > limit ? (rows.at(-1)?.place ?? null) : null;
  return { projects: rows.map(({ project }) => project), next: goOn('limited', next) };
};

const isRestricted = ({ access }: ProjectRecord): boolean => access.mode === 'restricted';

/**
 * Reads a page of the projects that a principal may see. Owner and Admin read one range of the index. Others read the
 * open projects first, then the restricted ones that name them. A search reads names. A key that is limited to projects
 * reads these. The position holds the phase.
 * Source: docs/design/single-table.md, "Project list".
 */
export const readProjectPage = async (principal: Principal, request: PageRequest): Promise<ProjectPage> => {
  const organization = principal.organization.id;
  const { limit, position } = request;
  const { projectIds } = principal.limits;
  if (projectIds !== null) return limitedPage(principal, request, projectIds);
  if (request.q !== null) return searchProjects(principal, request, request.q);
  if (principal.unrestricted) {
    const ranks = { from: lowestRank(request.includeArchived), to: '4' as const };
    const page = await listProjectsByRank(organization, ranks, limit, position.after);
    return { projects: page.rows, next: goOn('open', page.position) };
  }
  const projects: ProjectRecord[] = [];
  let next: ListPosition | null = position;
  while (next !== null && projects.length < limit) {
    const rest = limit - projects.length;
    if (next.phase === 'granted') {
      const candidates = await listGrantedProjectIds(organization, principal.id, next.after);
      // An open project with grants was listed among the open ones.
      const page = await visiblePage(principal, { ...request, limit: rest }, candidates, isRestricted);
      projects.push(...page.projects);
      return { projects, next: goOn('granted', page.position) };
    }
    const rank = next.phase === 'archived' ? '2' : '4';
    const page = await listProjectsByRank(organization, { from: rank, to: rank }, rest, next.after);
    projects.push(...page.rows);
    const following: ListPosition = {
      phase: next.phase === 'open' && request.includeArchived ? 'archived' : 'granted',
      after: null,
    };
    next = goOn(next.phase, page.position) ?? following;
  }
  return { projects, next };
};
