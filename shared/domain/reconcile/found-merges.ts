import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';
import { noCommit, queuedFor, shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { KnownMerge } from '#shared/domain/branch-order/merge-order.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';

/** A merged request as the provider's API reports it. `mergedAt`: RFC 3339, null if it is not reported. */
export type ListedMerge = {
  readonly number: number;
  readonly commitSha: string;
  readonly mergedAt: string | null;
};

/** How long a delivery may take to arrive, and a provider to know a merge. */
export const settleMs = 120_000;

/** The point from which merges of a branch count as new, while nothing of the branch has been deployed. */
export type BaselineOfMerges = {
  /** Merges until then belong to the baseline. RFC 3339. */
  readonly at: string;
  /** The commit that the branch had, by 12 digits; null if it is not known any more. */
  readonly commit: string | null;
};

/**
 * The baseline of a branch's merges; null if one was queued, since older ones then never count as newer.
 * @param connectedAt RFC 3339
 */
export const baselineOfMerges = (
  order: BranchHead,
  { environmentId, updatedAt }: MappingRecord,
  connectedAt: string,
): BaselineOfMerges | null => {
  if (queuedFor(order, environmentId) !== null) return null;
  const [first] = order.edges;
  const isBaseline = first?.before === noCommit && first.back && !first.wanted;
  return { at: updatedAt > connectedAt ? updatedAt : connectedAt, commit: isBaseline ? first.after : null };
};

/** The listed merges that no delivery reported. @param head the remote's @param now RFC 3339, for a head without a time */
export const untoldMerges = (
  order: BranchHead,
  { environmentId }: MappingRecord,
  listed: readonly ListedMerge[],
  head: string,
  now: string,
): readonly KnownMerge[] =>
  listed
    .map(({ commitSha, mergedAt }) => ({
      commit: shortCommit(commitSha),
      mergedAt: mergedAt ?? (shortCommit(commitSha) === shortCommit(head) ? now : null),
    }))
    .filter(({ commit }) => order.queued?.commit !== commit && !order.merges.some((one) => one.commit === commit))
    .map((merge) => ({ ...merge, environmentId, deploymentId: null, dropped: false, found: true }));

/** Providers tell times in whole seconds. */
const secondMs = 1000;

/** Whether a merge is later than the baseline; null if only the history can tell. */
export const isAfterBaseline = ({ mergedAt }: ListedMerge, { at, commit }: BaselineOfMerges): boolean | null => {
  if (mergedAt !== null) return Date.parse(mergedAt) + secondMs > Date.parse(at);
  return commit === null ? true : null;
};

/** Whether a merge that only the API reports should have been delivered by now. @param now RFC 3339 */
export const isMissing = ({ found, mergedAt }: KnownMerge, now: string): boolean =>
  found && mergedAt !== null && Date.parse(now) - Date.parse(mergedAt) > settleMs;

/** Whether a merge has waited long enough for the provider to know whether the branch still holds it. @param now RFC 3339 */
export const isSettledPending = (
  { queued }: BranchHead,
  pending: DeploymentRecord | null,
  environmentId: MappingRecord['environmentId'],
  now: string,
): boolean =>
  queued !== null &&
  queued.environmentId === environmentId &&
  pending?.id === queued.deploymentId &&
  Date.parse(now) - Date.parse(pending.createdAt) >= settleMs;
