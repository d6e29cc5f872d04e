import type { MergedCommit } from './git-provider.ts';

/** So many of the requests merged last are looked at. */
const maxMerged = 50;

const timeOf = ({ mergedAt }: MergedCommit): number => (mergedAt === null ? 0 : Date.parse(mergedAt));

/** The requests that were merged last, the latest first; those without a time in the provider's order. */
export const latestMerged = (requests: readonly MergedCommit[]): readonly MergedCommit[] =>
  requests.toSorted((one, other) => timeOf(other) - timeOf(one)).slice(0, maxMerged);
