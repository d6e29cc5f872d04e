import { createBranchMapping as row } from '#shared/contract/endpoints/branch-mappings.ts';
import { newId } from '#shared/contract/new-id.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { mappingChanges } from '#shared/data/projects/mapping-changes.ts';
import { readProject, readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { newMapping } from '#shared/domain/branch-mappings/new-mapping.ts';
import { placeMapping } from '#shared/domain/branch-mappings/place-mapping.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { logBaselineFault } from '#shared/http/log-baseline-fault.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { requireMapping } from '#shared/http/require-resource.ts';
import { mappingReply } from '#shared/http/resource-reply.ts';
import { takeBaseline } from '#shared/workflows/repository/take-baseline.ts';

/** Maps a branch to an environment. Source: manual, "Branch-to-Environment Mapping". */
export const handler = endpoint(
  row,
  ({ readVisible, principal, body, now, mutation }) =>
    retryOnVersionConflict(async () => {
      const { project: before, repository } = await readVisible(readProjectAndRepository);
      const mapping = newMapping(newId('mapping', now), body, before, principal, now);
      const branchMappings = orThrow(placeMapping(before.branchMappings, mapping, before.environments, isRefName));
      const after = { ...before, branchMappings, ...changedBy(principal, now), version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.created',
        resource: { resourceId: mapping.id, resourceName: mapping.branchPattern },
        status: 201,
        changes: mappingChanges(null, mapping),
      });
      await takeBaseline(after, repository, before.branchMappings, now).catch(logBaselineFault(after));
      return mappingReply(201, after, mapping);
    }),
  {
    config: ['TABLE_NAME', 'SECRET_PREFIX'],
    replay: async ({ readVisible }, id) => {
      const project = await readVisible(readProject);
      return mappingReply(201, project, requireMapping(project, id));
    },
  },
);
