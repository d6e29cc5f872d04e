import { archiveProject as row } from '#shared/contract/endpoints/projects.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { archiveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { projectReply } from '#shared/http/resource-reply.ts';

/** Archives a project. Repeating it changes nothing. Source: manual, "Archiving and Unarchiving". */
export const handler = endpoint(
  row,
  ({ readVisible, principal, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const found = await readVisible(readConfiguration);
      const { project, environments } = found;
      checkVersion(project);
      if (project.archivedAt !== null) return projectReply(project, principal);
      const archived = { ...project, archivedAt: now, ...changedBy(principal, now), version: project.version + 1 };
      await archiveProject(project, archived, environments, mutation);
      return projectReply(archived, principal);
    }),
  { config: ['TABLE_NAME'] },
);
