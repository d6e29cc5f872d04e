import type { CompleteBody } from '#shared/contract/runner.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { SlotDeployment } from '#shared/domain/records/environment.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import type { CompletedStatus } from './deployment-transition.ts';

/** What the lease token holds about the running deployment. */
type Running = Omit<SlotDeployment, 'status'> & { readonly startedAt: string };

/** The fields that the end of a running deployment changes. */
export type CompletedFields = { readonly status: CompletedStatus } & Pick<
  DeploymentRecord,
  'completedAt' | 'durationMs' | 'errorMessage' | 'changePlan'
> &
  Partial<Pick<DeploymentRecord, 'statusReason' | 'commitSha'>>;

/** What the end of a deployment changes. */
export type Completion = {
  readonly fields: CompletedFields;
  readonly current: SlotDeployment | null;
};

/**
 * Ends a running deployment with the result that its runner reports. Only a deployment that succeeded becomes the
 * environment's `current`. A cancelled one keeps the reason of the cancel request. Refusal: `validation_failed` if the
 * commit is not the deployment's.
 * @param now RFC 3339
 */
export const completeDeployment = (running: Running, body: CompleteBody, now: string): RuleResult<Completion> => {
  const reportedSha = body.commitSha ?? null;
  // Bitbucket sends 12 digits of a merge commit; the runner reports the full id.
  if (reportedSha !== null && running.commitSha !== null && !reportedSha.startsWith(running.commitSha)) {
    return refuse('validation_failed', 'must be the commit of the deployment', '#/commitSha');
  }
  const commitSha = reportedSha ?? running.commitSha;
  const { startedAt, ...summary } = running;
  const reason = body.statusReason ?? null;
  return accept({
    fields: {
      status: body.status,
      completedAt: now,
      durationMs: Math.max(0, Date.parse(now) - Date.parse(startedAt)),
      errorMessage: body.errorMessage ?? null,
      changePlan: body.changePlan ?? null,
      ...(reason === null && body.status === 'cancelled' ? {} : { statusReason: reason }),
      ...(reportedSha === null ? {} : { commitSha }),
    },
    current: body.status === 'succeeded' ? { ...summary, commitSha, status: 'succeeded' } : null,
  });
};
