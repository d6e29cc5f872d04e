import * as z from 'zod/mini';
import { EnvironmentId, MappingId } from './id.ts';
import { Text } from './text.ts';

/**
 * The outcome of a decision. `hold`: the deployment waits (pause, approval), the files are being compared, or the head is not
 * confirmed.
 */
export const DecisionOutcome = z.enum(['deploy', 'ignore', 'duplicate', 'stale', 'hold']);
export type DecisionOutcome = z.infer<typeof DecisionOutcome>;

/** The closed list of rules in a trace. Source: docs/design/resources.md, "Trace rules". */
export const TraceRule = z.enum([
  'deploys',
  'pattern_differs',
  'ref_type_differs',
  'lower_priority',
  'auto_deploy_off',
  'environment_paused',
  'waits_for_merge',
  'merge_seen_as_push',
  'paths_unchanged',
  'waits_for_comparison',
  'skip_marker',
  'branch_deleted',
  'project_archived',
  'approval_required',
  'already_deployed',
  'older_than_head',
  'head_not_confirmed',
  'repository_differs',
  'event_not_used',
]);
export type TraceRule = z.infer<typeof TraceRule>;

export const TraceEntry = z.object({
  mappingId: MappingId,
  branchPattern: Text,
  environmentName: Text,
  matched: z.boolean(),
  rule: TraceRule,
  detail: Text,
});
export type TraceEntry = z.infer<typeof TraceEntry>;

/** A decision with its trace: per mapping, the rule that fired or the exact reason that none did. */
export const Decision = z
  .object({
    outcome: DecisionOutcome,
    reason: Text,
    environmentId: z.nullable(EnvironmentId),
    mappingId: z.nullable(MappingId),
    trace: z.array(TraceEntry),
  })
  .register(z.globalRegistry, { id: 'Decision' });
export type Decision = z.infer<typeof Decision>;
