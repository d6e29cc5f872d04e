import { updateEnvironment } from '#shared/contract/endpoints/environments.ts';
import { saveEnvironment } from '#shared/data/environments/write-environment.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changeEnvironment, checkEnvironmentName } from '#shared/domain/environments/new-environment.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { ok } from '#shared/http/reply.ts';
import { requireEnvironment } from '#shared/http/require-environment.ts';

const renamed = (project: ProjectRecord, environment: EnvironmentRecord, now: string): ProjectRecord => ({
  ...project,
  environments: { ...project.environments, [environment.id]: { name: environment.name, type: environment.type } },
  updatedAt: now,
  version: project.version + 1,
});

/** Changes the fields that are sent. A new name is also written to the project. */
export const handler = endpoint(
  updateEnvironment,
  ({ readVisible, params, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const found = await readVisible(readConfiguration);
      const before = requireEnvironment(found.environments, params.environmentId);
      checkVersion(before.version);
      const after = changeEnvironment(before, body, now);
      if (after === before) return ok(presentEnvironment(before), before.version);
      orThrow(checkEnvironmentName(found.project, after.name, after.id));
      const project = after.name === before.name ? null : renamed(found.project, after, now);
      await saveEnvironment(project, before, after, mutation);
      return ok(presentEnvironment(after), after.version);
    }),
  { config: ['TABLE_NAME'] },
);
