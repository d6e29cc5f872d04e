import type { SimulateBody } from '#shared/contract/delivery.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { tipOf } from '#shared/domain/branch-order/branch-order.ts';
import { type GitEvent, nothing } from '#shared/domain/records/git-event.ts';
import type { DecisionState } from './decide.ts';
import { newestCommit } from './judge-mapping.ts';
import { skipMarkerOf } from './skip-marker.ts';

/** The full ref that somebody describes. */
export const describedRef = ({ branch, tag }: Pick<SimulateBody, 'branch' | 'tag'>): string =>
  tag === undefined ? `refs/heads/${branch ?? ''}` : `refs/tags/${tag}`;

/**
 * The event that somebody describes: it follows what was seen last of its branch, and where nothing was, what the
 * mapped environment stands for.
 * Source: docs/design/deciding-a-push.md, "Simulating".
 */
export const describedEvent = (state: DecisionState, head: BranchHead | null, body: SimulateBody): GitEvent => {
  const [type, name] = body.tag === undefined ? (['branch', body.branch ?? ''] as const) : (['tag', body.tag] as const);
  const mapping = state.project.branchMappings.find(
    (one) => one.refType === type && matchesPattern(one.branchPattern, name),
  );
  const environment = state.environments.find((one) => one.id === mapping?.environmentId);
  return {
    ...nothing,
    kind: body.event,
    ref: describedRef(body),
    before: (head === null ? null : tipOf(head)) ?? (environment === undefined ? null : newestCommit(environment)),
    after: body.event === 'delete' ? null : (body.commitSha ?? null),
    message: body.message ?? null,
    skipMarker: body.event === 'merge' || body.message === undefined ? null : skipMarkerOf(body.message),
    files: body.files ?? null,
  };
};
