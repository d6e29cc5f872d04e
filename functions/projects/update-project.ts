import { updateProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changeProject } from '#shared/domain/projects/change-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { ok } from '#shared/http/reply.ts';

/** Changes the fields that are sent. Source: manual, "Updating a Project". */
export const handler = endpoint(
  updateProject,
  ({ readVisible, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const before = await readVisible(readProject);
      checkVersion(before.version);
      const after = changeProject(before, body, now);
      if (after === before) return ok(presentProject(before), before.version);
      await orNameTaken(after.name, saveProject(before, after, mutation, { action: 'project.updated' }));
      return ok(presentProject(after), after.version);
    }),
  { config: ['TABLE_NAME'] },
);
