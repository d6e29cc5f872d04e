import { unarchiveProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';

/** Unarchives a project. Repeating it changes nothing. Source: manual, "Archiving and Unarchiving". */
export const handler = endpoint(
  unarchiveProject,
  ({ readVisible, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const project = await readVisible(readProject);
      checkVersion(project.version);
      if (project.archivedAt === null) return ok(presentProject(project), project.version);
      const open = { ...project, archivedAt: null, updatedAt: now, version: project.version + 1 };
      await saveProject(project, open, mutation, { action: 'project.unarchived' });
      return ok(presentProject(open), open.version);
    }),
  { config: ['TABLE_NAME'] },
);
