import { getProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { projectReply } from '#shared/http/resource-reply.ts';

/** Reads a project. */
export const handler = endpoint(
  getProject,
  async ({ readVisible, principal }) => {
    const project = await readVisible(readProject);
    return projectReply(project, principal);
  },
  { config: ['TABLE_NAME'] },
);
