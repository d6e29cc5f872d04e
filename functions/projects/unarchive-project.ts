import { unarchiveProject } from '#shared/contract/endpoints/projects.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { projectReply } from '#shared/http/resource-reply.ts';

/** Unarchives a project. Repeating it changes nothing. Source: manual, "Archiving and Unarchiving". */
export const handler = endpoint(
  unarchiveProject,
  ({ readVisible, principal, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const project = await readVisible(readProject);
      checkVersion(project);
      if (project.archivedAt === null) return projectReply(project, principal);
      const open = { ...project, archivedAt: null, ...changedBy(principal, now), version: project.version + 1 };
      await saveProject(project, open, mutation, { action: 'project.unarchived' });
      return projectReply(open, principal);
    }),
  { config: ['TABLE_NAME'] },
);
