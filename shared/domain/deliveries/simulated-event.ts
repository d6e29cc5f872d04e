import type { SimulateBody } from '#shared/contract/delivery.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { newestSeen } from '#shared/domain/branch-order/branch-order.ts';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { newestCommit } from './evaluate-mapping.ts';
import type { DecisionState } from './evaluate-mappings.ts';
import { skipMarkerOf } from './skip-marker.ts';

/** The full ref of a simulated push. */
export const simulatedRef = ({ branch, tag }: Pick<SimulateBody, 'branch' | 'tag'>): string =>
  tag === undefined ? `refs/heads/${branch ?? ''}` : `refs/tags/${tag}`;

/**
 * The event of a simulated push. It follows the newest known commit of its branch or, if none is known, the newest
 * deployment of the mapped environment.
 * Source: docs/design/deciding-a-push.md, "Simulating".
 */
export const simulatedEvent = (state: DecisionState, head: BranchHead | null, body: SimulateBody): GitEvent => {
  const [type, name] = body.tag === undefined ? (['branch', body.branch ?? ''] as const) : (['tag', body.tag] as const);
  const mapping = state.project.branchMappings.find(
    (one) => one.refType === type && matchesPattern(one.branchPattern, name),
  );
  const environment = state.environments.find((one) => one.id === mapping?.environmentId);
  return {
    ...emptyEvent,
    kind: body.event,
    ref: simulatedRef(body),
    before: (head === null ? null : newestSeen(head)) ?? (environment === undefined ? null : newestCommit(environment)),
    after: body.event === 'delete' ? null : (body.commitSha ?? null),
    message: body.message ?? null,
    skipMarker: body.event === 'merge' || body.message === undefined ? null : skipMarkerOf(body.message),
    files: body.files ?? null,
  };
};
