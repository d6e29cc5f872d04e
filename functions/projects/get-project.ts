import { getProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Reads a project. */
export const handler = endpoint(
  getProject,
  async ({ readVisible }) => {
    const project = await readVisible(readProject);
    return ok(presentProject(project), project.version);
  },
  { config: ['TABLE_NAME'] },
);
