import type { Claim } from '#shared/contract/runner.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import type { Work } from '#shared/data/deployments/read-work.ts';
import { saveSlot } from '#shared/data/deployments/save-slot.ts';
import { startPending } from '#shared/domain/deployments/start-pending.ts';
import { settleEnvironment } from '#shared/domain/environments/settle-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { presentClaim } from './present-claim.ts';

/**
 * Starts what is queued in an environment, for one runner. A lease or an approval that is over ends first, so that an
 * environment recovers without waiting for the sweep.
 * @param lease the id of the lease that this request makes; where the environment has it already, an earlier try of the
 * same request was answered, and the answer was lost
 * @returns null where nothing is to be done
 * @throws ConditionFailed with the environment's label where another was faster
 */
export const claimDeployment = async (
  work: Work & { readonly environment: EnvironmentRecord },
  lease: { readonly id: string; readonly runner: string },
  root: RootKey,
  mutation: Mutation,
): Promise<Claim | null> => {
  const { repository, settings } = work;
  if (repository === null) return null;
  const { id: principalId } = mutation.principal;
  const { lease: held, running } = work.environment;
  if (held?.id === lease.id && running !== null && held.expiresAt > mutation.now) {
    const started = await readDeployment(repository.organizationId, repository.projectId, running.id);
    if (started === null) return null;
    return presentClaim(root, settings, repository, work.environment, started, held, principalId);
  }
  const settled = settleEnvironment(work.environment, mutation.now);
  if (settled !== null) await saveSlot(settled, null);
  const step = startPending(settled?.after ?? work.environment, lease, mutation.now);
  if (step === null) return null;
  await saveSlot(step, {
    mutation: { ...mutation, idempotency: null },
    entry: {
      action: 'deployment.started',
      resourceId: step.deployment.id,
      changes: { status: { from: 'queued', to: 'running' }, runner: { from: null, to: lease.runner } },
    },
  });
  return presentClaim(root, settings, repository, step.after, step.deployment, step.lease, principalId);
};
