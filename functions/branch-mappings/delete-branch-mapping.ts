import { deleteBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { mappingChanges } from '#shared/data/projects/mapping-changes.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { noContent } from '#shared/http/reply.ts';
import { requireMapping } from '#shared/http/require-resource.ts';

/** Removes a branch mapping. */
export const handler = endpoint(
  deleteBranchMapping,
  ({ readVisible, principal, params, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const before = await readVisible(readProject);
      const mapping = requireMapping(before, params.mappingId);
      checkVersion(mapping);
      const branchMappings = before.branchMappings.filter((one) => one.id !== mapping.id);
      const after = { ...before, branchMappings, ...changedBy(principal, now), version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.deleted',
        resource: { resourceId: mapping.id, resourceName: mapping.branchPattern },
        status: 204,
        changes: mappingChanges(mapping, null),
      });
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
