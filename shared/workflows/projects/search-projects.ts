import { findProjectIdsByName, listGrantedProjectIds, namePosition } from '#shared/data/projects/list-projects.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import {
  goOn,
  type ListedRow,
  maxAtOnce,
  type PageRequest,
  type ProjectPage,
  viewableProjects,
  visiblePage,
} from './visible-page.ts';

/** In the order of DynamoDB, which compares bytes. */
const byPosition = (one: ListedRow, other: ListedRow): number =>
  Buffer.compare(Buffer.from(one.position), Buffer.from(other.position));

/** Restricted projects by the grants of a principal: at most some 200, whose own items tell name and access. */
const grantedByName = async (principal: Principal, request: PageRequest, text: string): Promise<ListedRow[]> => {
  const candidates = await listGrantedProjectIds(principal.organization.id, principal.id, null);
  const starts = Array.from({ length: Math.ceil(candidates.length / maxAtOnce) }, (_, index) => index * maxAtOnce);
  const read = await Promise.all(
    starts.map((start) =>
      viewableProjects(
        principal,
        request,
        candidates.slice(start, start + maxAtOnce).map(({ id }) => id),
      ),
    ),
  );
  return read
    .flat()
    .filter(({ name, access }) => access.mode === 'restricted' && foldName(name).includes(foldName(text)))
    .map((project) => ({ id: project.id, position: namePosition(project), project }));
};

/**
 * Searches the projects that a principal may see by a part of the name, in the order of names. Owner and Admin read all
 * names. Others read the names of open projects and, of the restricted ones, those that name them: names that are hidden
 * from them are not read, so that they cost nothing.
 * Source: docs/design/single-table.md, "Project list".
 */
export const searchProjects = async (
  principal: Principal,
  request: PageRequest,
  text: string,
): Promise<ProjectPage> => {
  const organization = principal.organization.id;
  const { after } = request.position;
  const [named, granted] = await Promise.all([
    findProjectIdsByName(organization, principal.unrestricted ? 'all' : 'open', text, after),
    principal.unrestricted ? [] : grantedByName(principal, request, text),
  ]);
  // A project whose access changed between the reads is in both.
  const rows = new Map<string, ListedRow>([...named, ...granted].map((row) => [row.id, row]));
  const left = [...rows.values()].sort(byPosition).filter((row) => after === null || isAfter(row, after));
  const page = await visiblePage(principal, request, left);
  return { projects: page.projects, next: goOn('name', page.position) };

  function isAfter({ position }: ListedRow, end: string): boolean {
    return Buffer.compare(Buffer.from(position), Buffer.from(end)) > 0;
  }
};
