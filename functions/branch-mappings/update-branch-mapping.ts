import { updateBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { mappingChanges } from '#shared/data/projects/mapping-changes.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { changeMapping } from '#shared/domain/branch-mappings/new-mapping.ts';
import { placeMapping } from '#shared/domain/branch-mappings/place-mapping.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { logBaselineFault } from '#shared/http/log-baseline-fault.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { requireMapping } from '#shared/http/require-resource.ts';
import { mappingReply } from '#shared/http/resource-reply.ts';
import { takeBaseline } from '#shared/workflows/repository/take-baseline.ts';

/** Changes the fields of a branch mapping that are sent. */
export const handler = endpoint(
  updateBranchMapping,
  ({ readVisible, principal, params, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const { project: before, repository } = await readVisible(readProjectAndRepository);
      const mapping = requireMapping(before, params.mappingId);
      checkVersion(mapping);
      const changed = changeMapping(mapping, body, before, principal, now);
      if (changed === mapping) return mappingReply(200, before, mapping);
      const others = before.branchMappings.filter((one) => one.id !== mapping.id);
      const branchMappings = orThrow(placeMapping(others, changed, before.environments, isRefName));
      const after = { ...before, branchMappings, ...changedBy(principal, now), version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.updated',
        resource: { resourceId: mapping.id, resourceName: mapping.branchPattern },
        changes: mappingChanges(mapping, changed),
      });
      await takeBaseline(after, repository, before.branchMappings, now).catch(logBaselineFault(after));
      return mappingReply(200, after, changed);
    }),
  { config: ['TABLE_NAME', 'SECRET_PREFIX'] },
);
