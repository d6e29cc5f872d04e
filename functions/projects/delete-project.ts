import { deleteProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { markDeleting } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';

/** Deletes a project. It is gone at once; purge-project removes what it owned. Source: manual, "Deleting a Project". */
export const handler = endpoint(
  deleteProject,
  ({ readVisible, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const project = await readVisible(readProject);
      checkVersion(project);
      await markDeleting(project, mutation);
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
