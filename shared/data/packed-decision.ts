import type { Decision, TraceEntry } from '../contract/decision.ts';

/** A decision without the names of its fields; a detail that the reason repeats is null. */
export type PackedDecision = readonly [
  Decision['outcome'],
  Decision['reason'],
  Decision['environmentId'],
  Decision['mappingId'],
  ...(readonly [
    TraceEntry['mappingId'],
    TraceEntry['branchPattern'],
    TraceEntry['environmentName'],
    TraceEntry['matched'],
    TraceEntry['rule'],
    TraceEntry['detail'] | null,
  ])[],
];

/** Packs a decision for a delivery's item. */
export const packDecision = ({ outcome, reason, environmentId, mappingId, trace }: Decision): PackedDecision => [
  outcome,
  reason,
  environmentId,
  mappingId,
  ...trace.map(
    ({ mappingId: id, branchPattern, environmentName, matched, rule, detail }) =>
      [id, branchPattern, environmentName, matched, rule, detail === reason ? null : detail] as const,
  ),
];

/** What `packDecision` packed. */
export const unpackDecision = ([outcome, reason, environmentId, mappingId, ...trace]: PackedDecision): Decision => ({
  outcome,
  reason,
  environmentId,
  mappingId,
  trace: trace.map(([id, branchPattern, environmentName, matched, rule, detail]) => ({
    mappingId: id,
    branchPattern,
    environmentName,
    matched,
    rule,
    detail: detail ?? reason,
  })),
});
