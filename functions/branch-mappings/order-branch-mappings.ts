import { orderBranchMappings } from '#shared/contract/endpoints/branch-mappings.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { saveProject } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import { changedBy } from '#shared/domain/actor.ts';
import { orderMappings } from '#shared/domain/branch-mappings/order-mappings.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orThrow } from '#shared/http/or-throw.ts';
import { mappingsReply } from '#shared/http/resource-reply.ts';

/**
 * Puts the branch mappings into another order, in one write.
 * Source: docs/design/deciding-a-push.md, "Branch mappings".
 */
export const handler = endpoint(
  orderBranchMappings,
  ({ readVisible, principal, body, now, mutation, checkVersion }) =>
    retryOnVersionConflict(async () => {
      const before = await readVisible(readProject);
      checkVersion(before);
      const ids = before.branchMappings.map((mapping) => mapping.id);
      const branchMappings = orThrow(orderMappings(before, body.order ?? ids, principal, now));
      if (branchMappings === before.branchMappings) return mappingsReply(before);
      const after = { ...before, branchMappings, ...changedBy(principal, now), version: before.version + 1 };
      await saveProject(before, after, mutation, {
        action: 'mapping.reordered',
        changes: { order: { from: ids, to: branchMappings.map((mapping) => mapping.id) } },
      });
      return mappingsReply(after);
    }),
  { config: ['TABLE_NAME'] },
);
