import { updateProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changeProject } from '#shared/domain/projects/change-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { projectReply } from '#shared/http/resource-reply.ts';

/** Changes the fields that are sent. Source: manual, "Updating a Project". */
export const handler = endpoint(
  updateProject,
  ({ readVisible, principal, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const before = await readVisible(readProject);
      checkVersion(before);
      const after = changeProject(before, body, principal, now);
      if (after === before) return projectReply(before, principal);
      await orNameTaken(after.name, saveProject(before, after, mutation, { action: 'project.updated' }));
      return projectReply(after, principal);
    }),
  { config: ['TABLE_NAME'] },
);
