import { describe, expect, it } from 'vitest';
import { DecisionOutcome, TraceRule } from '#shared/contract/decision.ts';
import { EventType, eventSource } from '#shared/contract/event.ts';

// docs/design/resources.md, "Trace rules" and "Events", as they stand there.
const rules =
  'deploys pattern_differs ref_type_differs lower_priority auto_deploy_off environment_paused waits_for_merge merge_seen_as_push paths_unchanged waits_for_comparison skip_marker branch_deleted project_archived approval_required already_deployed older_than_head head_not_confirmed repository_differs event_not_used';
const events = {
  deployment: 'triggered started completed failed cancelled superseded',
  project: 'created updated archived unarchived deleted',
  repository: 'connected updated disconnected',
  environment: 'created updated deleted',
  mapping: 'created updated deleted',
  access: 'updated',
  member: 'invited joined updated removed',
  role: 'created updated deleted',
  'api-key': 'created rotated revoked',
};

describe('the closed lists of the design', () => {
  it('has the rules of a trace and no others', () => {
    expect([...TraceRule.options].sort()).toEqual(rules.split(' ').sort());
  });

  it('has the outcomes of a decision and no others', () => {
    expect([...DecisionOutcome.options].sort()).toEqual(['deploy', 'duplicate', 'hold', 'ignore', 'stale']);
  });

  it('has the types of events and no others', () => {
    const expected = Object.entries(events).flatMap(([of, what]) => what.split(' ').map((one) => `${of}.${one}`));

    expect([...EventType.options].sort()).toEqual(expected.sort());
    expect(eventSource).toBe('ocore.projects');
  });
});
