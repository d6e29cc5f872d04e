import type { CompleteBody } from '#shared/contract/runner.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { SlotDeployment } from '#shared/domain/records/environment.ts';
import { accept, type Ruled, refuse } from '#shared/domain/refusal.ts';

/** What is known of a running deployment without reading it. */
type Running = Omit<SlotDeployment, 'status'> & { readonly startedAt: string };

/** What a runner's end of a deployment changes. */
export type Completion = {
  readonly fields: Pick<DeploymentRecord, 'status' | 'completedAt' | 'durationMs' | 'errorMessage' | 'changePlan'> &
    Partial<Pick<DeploymentRecord, 'statusReason' | 'commitSha'>>;
  readonly current: SlotDeployment | null;
};

/**
 * Ends a running deployment as its runner tells it: only one that succeeded becomes what stands in the environment.
 * A cancelled one keeps the reason that it was given when somebody asked for it. Refusal: `validation_failed` for a commit
 * that is not the deployment's.
 * @param now RFC 3339
 */
export const completeDeployment = (running: Running, body: CompleteBody, now: string): Ruled<Completion> => {
  const told = body.commitSha ?? null;
  // Bitbucket's merges are known by 12 digits until the runner has resolved them.
  if (told !== null && running.commitSha !== null && !told.startsWith(running.commitSha)) {
    return refuse('validation_failed', 'must be the commit of the deployment', '#/commitSha');
  }
  const commitSha = told ?? running.commitSha;
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
      ...(told === null ? {} : { commitSha }),
    },
    current: body.status === 'succeeded' ? { ...summary, commitSha, status: 'succeeded' } : null,
  });
};
