import type { Mutation } from '#shared/data/audit/mutation.ts';
import { insertDeployment } from '#shared/data/deployments/deployments.ts';
import { enqueueDeployment } from '#shared/domain/deployments/deployment-slot.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { now, sampleDeployment } from '../sample-records.ts';

/** Queues a deployment into a slot. @returns it, and the slot with it */
export const queued = async (
  stored: { readonly mutation: Mutation },
  environment: EnvironmentRecord,
  over: Partial<DeploymentRecord> = {},
): Promise<{ readonly deployment: DeploymentRecord; readonly environment: EnvironmentRecord }> => {
  const deployment = sampleDeployment(environment, over);
  const slot = enqueueDeployment(environment, deployment, now);
  await insertDeployment(deployment, slot.environment, slot.superseded, stored.mutation);
  return { deployment, environment: slot.environment };
};
