import { deleteProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { markDeleting } from '#shared/data/projects/write-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Deletes a project: it is gone at once, purge-project removes what it owned. Source: manual, "Deleting a Project". */
export const handler = endpoint(
  deleteProject,
  ({ principal, params, mutation, checkVersion }) =>
    optimistic(async () => {
      const project = await visible(principal, deleteProject.access.permission, params.projectId, readProject);
      checkVersion(project.version);
      await markDeleting(project, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
