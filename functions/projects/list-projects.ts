import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { positionText, readPosition } from '#shared/domain/projects/project-list.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { pageReply } from '#shared/http/page-reply.ts';
import { readProjectPage } from '#shared/workflows/projects/read-project-page.ts';

/** Lists the projects that the principal may see, newest first. Source: manual, "Project Management". */
export const handler = endpoint(
  listProjects,
  (context) => {
    const { principal, query } = context;
    const q = query.q ?? null;
    const filters = [principal.id, query.include_archived, q];
    return pageReply(context, { operation: listProjects.operationId, name: 'projects', filters }, async (after) => {
      const position = readPosition(after ?? '', q === null ? 'open' : 'name');
      const wanted = { includeArchived: query.include_archived, q, limit: query.limit, position };
      const page = await readProjectPage(principal, wanted);
      const rows = page.projects.map((project) => presentProject(project, principal));
      return { rows, position: page.next === null ? null : positionText(page.next) };
    });
  },
  { config: ['TABLE_NAME'] },
);
