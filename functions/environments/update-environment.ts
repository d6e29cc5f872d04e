import { updateEnvironment } from '#shared/contract/endpoints/environments.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { changeEnvironment, checkBranches, checkEnvironmentName } from '#shared/domain/environments/new-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { onEnvironment } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { environmentReply } from '#shared/http/resource-reply.ts';

const renamed = (project: ProjectRecord, { id, name, type, ...change }: EnvironmentRecord): ProjectRecord => ({
  ...project,
  environments: { ...project.environments, [id]: { name, type } },
  updatedAt: change.updatedAt,
  updatedBy: change.updatedBy,
  updatedByName: change.updatedByName,
  version: project.version + 1,
});

/** Changes the fields that are sent. A new name is also written to the project. */
export const handler = endpoint(
  updateEnvironment,
  (context) =>
    onEnvironment(context, async (before, found) => {
      const after = changeEnvironment(before, context.body, context.principal, context.now);
      if (after === before) return environmentReply(before, found, context);
      orThrow(checkBranches(after.branches, isRefName));
      orThrow(checkEnvironmentName(found.project, after.name, after.id));
      const project = after.name === before.name ? null : renamed(found.project, after);
      await saveEnvironment(project, before, after, context.mutation);
      return environmentReply(after, found, context);
    }),
  { config: ['TABLE_NAME'] },
);
