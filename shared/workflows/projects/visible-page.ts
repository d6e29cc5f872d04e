import type { ProjectId } from '#shared/contract/id.ts';
import { type Candidate, readProjects } from '#shared/data/projects/list-projects.ts';
import { authorize } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { isListed, type ListPosition } from '#shared/domain/projects/project-list.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** What a caller asks for. `q`: a part of the name; null: all. */
export type PageRequest = {
  readonly includeArchived: boolean;
  readonly q: string | null;
  readonly limit: number;
  readonly position: ListPosition;
};

/** A page of the projects that a principal sees, and where the next one begins; null: nothing follows. */
export type ProjectPage = { readonly projects: readonly ProjectRecord[]; readonly next: ListPosition | null };

export const goOn = (phase: ListPosition['phase'], position: string | null): ListPosition | null =>
  position === null ? null : { phase, after: position };

/** Whether the list shows a project to a principal. */
export const isShownTo = (
  principal: Principal,
  { includeArchived }: Pick<PageRequest, 'includeArchived'>,
  project: ProjectRecord,
): boolean =>
  isListed(project, includeArchived) && authorize(principal, 'view:projects', targetOf(project)) === 'allowed';

/** Reads up to 100 projects, of which those stay that the list shows and the principal may see. */
export const viewableProjects = async (
  principal: Principal,
  request: Pick<PageRequest, 'includeArchived'>,
  ids: readonly ProjectId[],
): Promise<readonly ProjectRecord[]> =>
  (await readProjects(principal.organization.id, ids)).filter((project) => isShownTo(principal, request, project));

/** The most that one BatchGetItem takes. */
export const maxAtOnce = 100;

/** A row that a list may show; `project` where it was read already, and is known to be shown. */
export type ListedRow = Candidate & { readonly project?: ProjectRecord };

/**
 * Reads on until a page is full. Existence and position of a next page must not reveal what is hidden: a page ends with a
 * project that the principal sees, and has a next one only if another of these follows.
 * @param isShown what else the list asks of a project
 */
export const visiblePage = async (
  principal: Principal,
  request: Pick<PageRequest, 'includeArchived' | 'limit'>,
  rows: readonly ListedRow[],
  isShown: (project: ProjectRecord) => boolean = () => true,
): Promise<{ readonly projects: readonly ProjectRecord[]; readonly position: string | null }> => {
  const { limit } = request;
  const seen: { readonly project: ProjectRecord; readonly position: string }[] = [];
  let atOnce = Math.min(limit + 1, maxAtOnce);
  for (let start = 0; start < rows.length && seen.length <= limit; ) {
    const chunk = rows.slice(start, start + atOnce);
    const unread = chunk.flatMap(({ id, project }) => (project === undefined ? [id] : []));
    const read = new Map((await viewableProjects(principal, request, unread)).map((project) => [project.id, project]));
    for (const { id, position, project = read.get(id) } of chunk) {
      if (project !== undefined && isShown(project)) seen.push({ project, position });
    }
    start += atOnce;
    // Where little of the first reads is shown, more is read at once.
    atOnce = maxAtOnce;
  }
  const page = seen.slice(0, limit);
  return {
    projects: page.map(({ project }) => project),
    position: seen.length > limit ? (page.at(-1)?.position ?? null) : null,
  };
};
