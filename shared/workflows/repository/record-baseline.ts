import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import { awaitsBaseline, baselineHead } from '#shared/domain/reconcile/baseline.ts';
import { isLost, mappedHeads, matchingMapping, type RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { Baseline, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { nextHead } from '#shared/workflows/deliveries/decide-delivery.ts';

/** 40 transactions. The next comparison, a minute later at most, takes a larger baseline. */
const maxHeads = 1000;

/** Records heads of a remote as the baseline. @returns whether all were written, apart from those that a delivery reported */
export const saveBaselineHeads = (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  heads: readonly RemoteHead[],
  now: string,
): Promise<boolean> =>
  saveBranchHeads(
    heads.map(({ ref, commit }) =>
      nextHead(found, repository, ref, baselineHead(found.heads.get(ref) ?? null, commit), now),
    ),
  );

/** Whether a ref deployed to the same environment before its mapping changed: what was lost of it stays news. */
const goesOn = ({ ref, mapping }: RemoteHead, before: readonly MappingRecord[], baseline: Baseline | null): boolean => {
  const earlier = matchingMapping(before, ref);
  if (earlier === undefined || awaitsBaseline(earlier, baseline)) return false;
  return earlier.environmentId === mapping.environmentId && earlier.trigger === mapping.trigger && earlier.autoDeploy;
};

/**
 * Records what the remote had when its mappings changed, or when it was connected, for those that await it.
 * Source: docs/design/branch-order.md, "The baseline".
 * @param refs the remote's commits by full ref
 * @param version the project's, from before the remote was read: later mappings still await theirs
 * @param before the mappings before the change that was just made; null if there was none
 * @param now RFC 3339
 * @returns null if not all of it could be written: the next comparison takes it
 */
export const recordBaseline = async (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  refs: ReadonlyMap<string, string>,
  version: number,
  before: readonly MappingRecord[] | null,
  now: string,
): Promise<Baseline | null> => {
  const { baseline } = repository.reconciliation;
  const heads = mappedHeads(found, found.heads, refs, repository.reconciliation, now).filter((remote) => {
    if (!awaitsBaseline(remote.mapping, baseline)) return false;
    if (before === null) return remote.isBaseline;
    return (remote.isBaseline || isLost(remote)) && !goesOn(remote, before, baseline);
  });
  if (heads.length > maxHeads || !(await saveBaselineHeads(found, repository, heads, now))) return null;
  return { at: now, version };
};
