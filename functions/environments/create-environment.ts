import { createEnvironment as row } from '#shared/contract/endpoints/environments.ts';
import { newId } from '#shared/contract/new-id.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { insertEnvironment } from '#shared/data/environments/write-environment.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { checkBranches, newEnvironment } from '#shared/domain/environments/new-environment.ts';
import {
  type EnvironmentFacts,
  presentEnvironment,
  type Reader,
} from '#shared/domain/environments/present-environment.ts';
import { withEnvironment } from '#shared/domain/environments/with-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { logBaselineFault } from '#shared/http/log-baseline-fault.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { replayEnvironment } from '#shared/http/replay-resource.ts';
import { created } from '#shared/http/reply.ts';
import { takeBaseline } from '#shared/workflows/repository/take-baseline.ts';

const reply = (environment: EnvironmentRecord, facts: EnvironmentFacts, reader: Reader) =>
  created(
    presentEnvironment(environment, facts, reader),
    environment.version,
    `/api/projects/${environment.projectId}/environments/${environment.id}`,
  );

/** Creates an environment and, if a branch is given, its mapping. Source: manual, "Branch-to-Environment Mapping". */
export const handler = endpoint(
  row,
  ({ readVisible, principal, body, now, mutation }) =>
    retryOnVersionConflict(async () => {
      const { project: before, repository } = await readVisible(readProjectAndRepository);
      orThrow(checkBranches(body.branches, isRefName));
      const environment = orThrow(newEnvironment(newId('environment', now), body, before, principal, now));
      const after = orThrow(
        withEnvironment(before, environment, body.branch ?? null, newId('mapping', now), principal, now, isRefName),
      );
      await insertEnvironment(after, environment, mutation);
      await takeBaseline(after, repository, before.branchMappings, now).catch(logBaselineFault(after));
      return reply(environment, { project: after, repository }, { principal, now });
    }),
  { config: ['TABLE_NAME', 'SECRET_PREFIX'], replay: replayEnvironment(reply) },
);
