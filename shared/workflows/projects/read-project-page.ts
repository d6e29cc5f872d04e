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
import { targetOf } from '#shared/domain/access/target.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import { isListed, type ListPosition } from '#shared/domain/projects/project-list.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

type PageRequest = {
  readonly includeArchived: boolean;
  readonly q: string | null;
  readonly limit: number;
  readonly position: ListPosition;
};
type ProjectPage = { readonly projects: readonly ProjectRecord[]; readonly next: ListPosition | null };

const mayView = (principal: Principal, project: ProjectRecord): boolean =>
  authorize(principal, 'view:projects', targetOf(project)) === 'allowed';

const viewableProjects = async (
  principal: Principal,
  request: PageRequest,
  ids: readonly ProjectId[],
): Promise<readonly ProjectRecord[]> =>
  (await readProjects(principal.organization.id, ids)).filter(
    (project) => isListed(project, request.includeArchived) && mayView(principal, project),
  );

const goOn = (phase: ListPosition['phase'], position: string | null): ListPosition | null =>
  position === null ? null : { phase, after: position };

/** The most that one BatchGetItem takes. */
const maxAtOnce = 100;

// The existence and position of a next page must not reveal hidden projects. A page therefore ends with a project that
// the principal sees, and has a next page only if another visible project follows.
const searchPage = async (
  principal: Principal,
  request: PageRequest,
  found: readonly FoundName[],
): Promise<ProjectPage> => {
  const seen: ProjectRecord[] = [];
  const atOnce = Math.min(request.limit + 1, maxAtOnce);
  for (let start = 0; start < found.length && seen.length <= request.limit; start += atOnce) {
    const ids = found.slice(start, start + atOnce).map(({ id }) => id);
    seen.push(...(await viewableProjects(principal, request, ids)));
  }
  const projects = seen.slice(0, request.limit);
  const last = found.find(({ id }) => id === projects.at(-1)?.id);
  return { projects, next: goOn('name', seen.length > request.limit ? (last?.position ?? null) : null) };
};

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
  if (request.q !== null)
    return searchPage(principal, request, await findProjectIdsByName(organization, request.q, position.after));
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
      const page: Page<ProjectId> = await listGrantedProjectIds(organization, principal.id, rest, next.after);
      const found = await viewableProjects(principal, request, page.rows);
      // An open project with grants was listed among the open ones.
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
        phase: next.phase === 'open' && request.includeArchived ? 'archived' : 'granted',
        after: null,
      };
      next = goOn(next.phase, page.position) ?? following;
    }
  }
  return { projects, next };
};
