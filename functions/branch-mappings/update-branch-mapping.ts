import { updateBranchMapping } from '#shared/contract/endpoints/branch-mappings.ts';
import { isRefName } from '#shared/contract/ref-name.ts';
import { mappingChanges } from '#shared/data/projects/mapping-changes.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import { changeMapping } from '#shared/domain/branch-mappings/new-mapping.ts';
import { placeMapping } from '#shared/domain/branch-mappings/place-mapping.ts';
import { presentMapping } from '#shared/domain/projects/present-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { mappingOf } from '#shared/http/mapping-of.ts';
import { ok } from '#shared/http/reply.ts';
import { ruled } from '#shared/http/ruled.ts';
import { visible } from '#shared/http/visible.ts';

/** Changes the fields of a branch mapping that are sent. */
export const handler = endpoint(
  updateBranchMapping,
  ({ principal, params, body, now, mutation, checkVersion }) =>
    optimistic(async () => {
      const permission = updateBranchMapping.access.permission;
      const before = await visible(principal, permission, params.projectId, readProject);
      const mapping = mappingOf(before, params.mappingId);
      checkVersion(mapping.version);
      const changed = changeMapping(mapping, body, before, now);
      if (changed === mapping) return ok(presentMapping(before, mapping), mapping.version);
      const others = before.branchMappings.filter((one) => one.id !== mapping.id);
      const branchMappings = ruled(placeMapping(others, changed, before.environments, isRefName));
      const after = { ...before, branchMappings, updatedAt: now, version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.updated',
        resourceId: mapping.id,
        changes: mappingChanges(mapping, changed),
      });
      return ok(presentMapping(after, changed), changed.version);
    }),
  { config: ['TABLE_NAME'] },
);
