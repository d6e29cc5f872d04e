import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { positionText, readPosition } from '#shared/domain/projects/project-list.ts';
import { readCursor, writeCursor } from '#shared/http/cursor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { nextLink } from '#shared/http/next-link.ts';
import { answer } from '#shared/http/reply.ts';
import { readProjectPage } from '#shared/workflows/projects/read-project-page.ts';

/** Lists the projects that the principal may see, newest first. Source: manual, "Project Management". */
export const handler = endpoint(
  listProjects,
  async ({ principal, query, path }) => {
    const scope = [
      listProjects.operationId,
      principal.organization.id,
      principal.id,
      query.include_archived,
      query.q ?? null,
    ];
    const cursor = readCursor(scope, query.cursor);
    const page = await readProjectPage(principal, {
      includeArchived: query.include_archived,
      q: query.q ?? null,
      limit: query.limit,
      position: readPosition(cursor ?? '', query.q === undefined ? 'open' : 'name'),
    });
    const nextCursor = writeCursor(scope, page.next === null ? null : positionText(page.next));
    return answer({ projects: page.projects.map(presentProject), nextCursor }, nextLink(path, query, nextCursor));
  },
  { config: ['TABLE_NAME'] },
);
