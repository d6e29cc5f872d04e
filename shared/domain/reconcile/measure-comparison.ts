import type { Measured } from '#shared/contract/metrics.ts';
import type { Change } from '#shared/domain/change.ts';
import type { ComparisonRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentComparison } from '#shared/domain/repository/comparison.ts';
import { isWebhookSilent } from './reconcile-schedule.ts';

/** A run that continues one that was cut short holds what that one found, too. */
const newlyLost = (before: ComparisonRecord | null, after: ComparisonRecord): number => {
  if (!('lost' in after)) return 0;
  const earlier = before !== null && 'lost' in before && !before.isWhole ? before.lost : 0;
  return Math.max(0, after.lost - earlier);
};

/**
 * What the metrics count of a changed repository: the comparison with its remote that the change records. Null if it records
 * none.
 */
export const measureComparison = ({ before, after }: Change<RepositoryRecord>): Measured | null => {
  const made = after?.lastComparison ?? null;
  if (after === null || made === null || made.at === before?.lastComparison?.at) return null;
  const lost = newlyLost(before?.lastComparison ?? null, made);
  return {
    values: {
      Comparisons: 1,
      ...(lost > 0 ? { LostPushes: lost } : {}),
      ...(isWebhookSilent(after.reconciliation, made.at) ? { SilentWebhooks: 1 } : {}),
    },
    by: { outcome: presentComparison(made).result },
  };
};
