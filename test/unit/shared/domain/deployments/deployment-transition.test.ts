import { describe, expect, it } from 'vitest';
import { DeploymentStatus } from '#shared/contract/deployment-status.ts';
import {
  checkTransition,
  isEnded,
  type Transition,
  transitions,
} from '#shared/domain/deployments/deployment-transition.ts';
import { deploymentRecord } from '#test/fixtures/records.ts';

/** docs/design/deployments.md, "Steps", written down once more: which steps each status allows. */
const allowed: Readonly<Record<DeploymentStatus, readonly Transition[]>> = {
  waiting: ['hold', 'release', 'approve', 'expire', 'replace', 'cancel'],
  queued: ['hold', 'replace', 'cancel', 'start'],
  running: ['askToCancel', 'succeed', 'fail', 'stop', 'drop', 'lose'],
  succeeded: [],
  failed: [],
  cancelled: [],
  superseded: [],
};
const names = Object.keys(transitions) as Transition[];

describe('checkTransition', () => {
  it.each(DeploymentStatus.options)('allows of %s these steps and no other', (status) => {
    const taken = names.filter((name) => checkTransition(deploymentRecord({ status }), name).ok);
    expect(taken.sort()).toEqual([...allowed[status]].sort());
  });

  it.each(names)('refuses %s with a code and a reason in words', (name) => {
    for (const status of DeploymentStatus.options) {
      const outcome = checkTransition(deploymentRecord({ status }), name);
      if (outcome.ok) continue;
      const byRunner = ['succeed', 'fail', 'stop', 'drop'].includes(name);
      const byCancel = ['cancel', 'askToCancel'].includes(name);
      const ofEnded = byRunner ? 'deployment_already_finished' : byCancel ? 'deployment_not_cancellable' : 'conflict';
      expect(outcome.refusal.code).toBe(isEnded(status) ? ofEnded : 'conflict');
      expect(outcome.refusal.detail).toMatch(/^The deployment [a-z ]+, so it cannot be [a-z]+\. [A-Z].*\.$/);
    }
  });

  it('leads from what has ended nowhere', () => {
    const left = Object.values(transitions).flatMap(({ from }) => [...from] as DeploymentStatus[]);
    expect(left.filter(isEnded)).toEqual([]);
  });
});
