import { insertDeployment } from '#shared/data/deployments.ts';
import type { Mutation } from '#shared/data/mutation.ts';
import { acceptDeployment } from '#shared/domain/deployment-slot.ts';
import type { DeploymentRecord, EnvironmentRecord } from '#shared/domain/records.ts';
import { now, sampleDeployment } from '../sample-records.ts';

/** Queues a deployment into a slot. @returns it, and the slot with it */
export const queued = async (
  stored: { readonly mutation: Mutation },
  environment: EnvironmentRecord,
  over: Partial<DeploymentRecord> = {},
): Promise<{ readonly deployment: DeploymentRecord; readonly environment: EnvironmentRecord }> => {
  const deployment = sampleDeployment(environment, over);
  const slot = acceptDeployment(environment, deployment, now);
  await insertDeployment(deployment, slot.environment, slot.superseded, stored.mutation);
  return { deployment, environment: slot.environment };
};
