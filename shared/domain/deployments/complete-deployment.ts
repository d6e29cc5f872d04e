import type { CompleteBody } from '#shared/contract/runner.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { SlotDeployment } from '#shared/domain/records/environment.ts';
import { accept, type RuleResult } from '#shared/domain/rule-result.ts';
import { type CommitFacts, commitFacts } from './commit-facts.ts';
import type { CompletedStatus } from './deployment-transition.ts';

/** What the lease token holds about the running deployment. */
type Running = Omit<SlotDeployment, 'status'> & { readonly startedAt: string };

/** The fields that the end of a running deployment changes. */
export type CompletedFields = { readonly status: CompletedStatus } & Pick<
  DeploymentRecord,
  'completedAt' | 'durationMs' | 'errorMessage'
> &
  Partial<Pick<DeploymentRecord, 'statusReason'>> &
  CommitFacts;

/** What the end of a deployment changes. */
export type Completion = {
  readonly fields: CompletedFields;
  /** The environment's new `current`; null to keep the present one. */
  readonly current: SlotDeployment | null;
};

/**
 * Ends a running deployment with the result that its runner reports. Only a deployment that succeeded becomes the
 * environment's `current`. A cancelled one keeps the reason of the cancel request. What an earlier heartbeat reported of the
 * commit stays. Refusal: `validation_failed` if the commit is not the deployment's.
 * @param now RFC 3339
 */
export const completeDeployment = (running: Running, body: CompleteBody, now: string): RuleResult<Completion> => {
  const facts = commitFacts(running.commitSha, body);
  if (!facts.ok) return facts;
  const { startedAt, ...summary } = running;
  const commitSha = facts.value.commitSha ?? running.commitSha;
  const reason = body.statusReason ?? null;
  return accept({
    fields: {
      status: body.status,
      completedAt: now,
      durationMs: Math.max(0, Date.parse(now) - Date.parse(startedAt)),
      errorMessage: body.errorMessage ?? null,
      ...(reason === null && body.status === 'cancelled' ? {} : { statusReason: reason }),
      ...facts.value,
    },
    current: body.status === 'succeeded' ? { ...summary, commitSha, status: 'succeeded' } : null,
  });
};
