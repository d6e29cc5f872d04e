import type { Claim } from '#shared/contract/runner.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import type { Work } from '#shared/data/deployments/read-work.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { deploymentName } from '#shared/domain/deployments/deployment-name.ts';
import { startPending } from '#shared/domain/deployments/start-pending.ts';
import { applyTimeouts } from '#shared/domain/environments/apply-timeouts.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { VersionedKey } from '#shared/secrets/versioned-key.ts';
import { presentClaim } from './present-claim.ts';

/**
 * Starts the queued deployment of an environment for one runner. Expired leases and approvals are handled first, so
 * that the environment recovers without waiting for the tick.
 * @param lease the id of the lease that this request makes. If the environment has this lease already, an earlier try
 * of the same request succeeded and its answer was lost
 * @returns null if there is nothing to do
 * @throws ConditionFailed with the environment's label if another write was faster
 */
export const claimDeployment = async (
  work: Work & { readonly environment: EnvironmentRecord },
  lease: { readonly id: string; readonly runner: string },
  leaseKey: VersionedKey,
  mutation: Mutation,
): Promise<Claim | null> => {
  const { repository, settings } = work;
  if (repository === null) return null;
  const { id: principalId } = mutation.principal;
  const { lease: held, running } = work.environment;
  if (held?.id === lease.id && running !== null && held.expiresAt > mutation.now) {
    const started = await readDeployment(repository.organizationId, repository.projectId, running.id);
    if (started === null) return null;
    return presentClaim(leaseKey, settings, repository, work.environment, started, held, principalId);
  }
  const timedOut = applyTimeouts(work.environment, mutation.now);
  if (timedOut !== null) await saveSlot(timedOut, null);
  const step = startPending(timedOut?.after ?? work.environment, lease, mutation.principal, mutation.now);
  if (step === null) return null;
  await saveSlot(step, {
    mutation: { ...mutation, idempotency: null },
    entry: {
      action: 'deployment.started',
      resourceId: step.deployment.id,
      resourceName: deploymentName(step.deployment),
      changes: { status: { from: 'queued', to: 'running' }, runner: { from: null, to: lease.runner } },
    },
  });
  return presentClaim(leaseKey, settings, repository, step.after, step.deployment, step.lease, principalId);
};
