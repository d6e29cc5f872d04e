import { deleteBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { mappingChanges } from '#shared/data/projects/mapping-changes.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { mappingOf } from '#shared/http/mapping-of.ts';
import { noContent } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Removes a branch mapping. */
export const handler = endpoint(
  deleteBranchMapping,
  ({ principal, params, now, mutation, checkVersion }) =>
    optimistic(async () => {
      const permission = deleteBranchMapping.access.permission;
      const before = await visible(principal, permission, params.projectId, readProject);
      const mapping = mappingOf(before, params.mappingId);
      checkVersion(mapping.version);
      const branchMappings = before.branchMappings.filter((one) => one.id !== mapping.id);
      const after = { ...before, branchMappings, updatedAt: now, version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.deleted',
        resourceId: mapping.id,
        status: 204,
        changes: mappingChanges(mapping, null),
      });
      return noContent();
    }),
  { config: ['TABLE_NAME'] },
);
