import { getProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { ok } from '#shared/http/reply.ts';

/** Reads a project. */
export const handler = endpoint(
  getProject,
  async ({ principal, params }) => {
    const project = await readVisible(principal, getProject.access.permission, params.projectId, readProject);
    return ok(presentProject(project), project.version);
  },
  { config: ['TABLE_NAME'] },
);
