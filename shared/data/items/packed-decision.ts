import type { Decision, TraceEntry } from '#shared/contract/decision.ts';
import type { EnvironmentId, MappingId } from '#shared/contract/id.ts';
import { patternDiffers } from '#shared/domain/deliveries/evaluate-mappings.ts';

type Shown = { readonly ref: string | null };

const asReason = 0;
const asPattern = 1;
/** A detail, unless it equals the reason or follows from the ref and the pattern. */
type PackedDetail = string | typeof asReason | typeof asPattern;

/** A decision without field names, id prefixes and repeated texts. */
export type PackedDecision = readonly [
  Decision['outcome'],
  Decision['reason'],
  string | null,
  /** The index of the deciding mapping in the trace; -1 for none. */
  number,
  ...(readonly [
    string,
    TraceEntry['branchPattern'],
    TraceEntry['environmentName'],
    0 | 1,
    TraceEntry['rule'],
    PackedDetail,
  ])[],
];

const bare = (id: string): string => id.slice(4);

const packDetail = ({ detail, branchPattern }: TraceEntry, { reason }: Decision, { ref }: Shown): PackedDetail => {
  if (detail === reason) return asReason;
  return ref !== null && detail === patternDiffers(ref, branchPattern) ? asPattern : detail;
};

/** Packs a decision for a delivery's item. @param shown holds the delivery's ref */
export const packDecision = (decision: Decision, shown: Shown): PackedDecision => [
  decision.outcome,
  decision.reason,
  decision.environmentId === null ? null : bare(decision.environmentId),
  decision.trace.findIndex((entry) => entry.mappingId === decision.mappingId),
  ...decision.trace.map(
    (entry) =>
      [
        bare(entry.mappingId),
        entry.branchPattern,
        entry.environmentName,
        entry.matched ? 1 : 0,
        entry.rule,
        packDetail(entry, decision, shown),
      ] as const,
  ),
];

const unpackDetail = (packed: PackedDetail, reason: string, { ref }: Shown, branchPattern: string): string => {
  if (packed === asReason) return reason;
  return packed === asPattern ? patternDiffers(ref ?? '', branchPattern) : packed;
};

/** Reverses `packDecision`. */
export const unpackDecision = (
  [outcome, reason, environmentId, winner, ...trace]: PackedDecision,
  shown: Shown,
): Decision => ({
  outcome,
  reason,
  environmentId: environmentId === null ? null : (`env_${environmentId}` as EnvironmentId),
  mappingId: trace[winner] === undefined ? null : (`map_${trace[winner][0]}` as MappingId),
  trace: trace.map(([id, branchPattern, environmentName, matched, rule, detail]) => ({
    mappingId: `map_${id}` as MappingId,
    branchPattern,
    environmentName,
    matched: matched === 1,
    rule,
    detail: unpackDetail(detail, reason, shown, branchPattern),
  })),
});
