import type { Comparison } from '#shared/contract/repository.ts';
import type { ComparisonRecord } from '#shared/domain/records/repository.ts';

/**
 * The comparison after one of its runs. A run that was cut short is continued by the next one, and what both found counts
 * together.
 * @param lost pushes that no delivery had reported
 * @param fault what the provider's API answered instead of the merges; null if it answered
 */
export const comparisonAfter = (
  before: ComparisonRecord | null,
  run: { readonly at: string; readonly lost: number; readonly isCutShort: boolean; readonly fault: string | null },
): ComparisonRecord => {
  const { at, fault } = run;
  if (fault !== null) return { at, result: 'provider_failed', detail: fault };
  const earlier = before !== null && 'lost' in before && !before.isWhole ? before.lost : 0;
  return { at, lost: earlier + run.lost, isWhole: !run.isCutShort };
};

const foundText = (lost: number): string =>
  lost === 1
    ? '1 push had come in no delivery. It was decided from the repository.'
    : `${lost} pushes had come in no delivery. They were decided from the repository.`;

/** A comparison as the API returns it. */
export const presentComparison = (comparison: ComparisonRecord): Comparison => {
  if ('result' in comparison) return { at: comparison.at, result: comparison.result, detail: comparison.detail };
  const { at, lost, isWhole } = comparison;
  const found = lost === 0 ? '' : foundText(lost);
  if (!isWhole) return { at, result: 'running', detail: `Not every branch is compared yet. ${found}`.trim() };
  if (lost > 0) return { at, result: 'pushes_found', detail: found };
  return { at, result: 'in_sync', detail: 'Every mapped branch and tag is where the deliveries left it.' };
};
