import type { DeploymentTrigger } from '../contract/deployment.ts';
import type { DeliveryId, DeploymentId } from '../contract/id.ts';
import type { DeploymentRecord, EnvironmentRecord } from './records.ts';

/** What a deployment is made from. */
export type DeploymentOrder = {
  readonly id: DeploymentId;
  readonly environment: EnvironmentRecord;
  readonly branch: string | null;
  readonly tag: string | null;
  readonly commitSha: string | null;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  readonly trigger: DeploymentTrigger;
  readonly triggeredBy: string;
  readonly deliveryId: DeliveryId | null;
  readonly ignoreSeries: boolean;
  /** RFC 3339. */
  readonly now: string;
};

// A pause holds what comes by itself; what a person asks for runs. An approval holds both. Source: design §9.
const waits = (order: DeploymentOrder): string | null => {
  const byHand = order.trigger === 'manual' || order.trigger === 'redeploy';
  const { paused, approval, name } = order.environment;
  if (paused !== null && !byHand) return `${name} is paused: ${paused.reason}`;
  return approval === 'required' ? `${name} needs an approval.` : null;
};

/** A new deployment: queued, or waiting with the reason. */
export const newDeployment = (order: DeploymentOrder): DeploymentRecord => {
  const reason = waits(order);
  return {
    organizationId: order.environment.organizationId,
    id: order.id,
    projectId: order.environment.projectId,
    environmentId: order.environment.id,
    environmentName: order.environment.name,
    branch: order.branch,
    tag: order.tag,
    commitSha: order.commitSha,
    commitMessage: order.commitMessage,
    commitAuthor: order.commitAuthor,
    trigger: order.trigger,
    triggeredBy: order.triggeredBy,
    deliveryId: order.deliveryId,
    status: reason === null ? 'queued' : 'waiting',
    statusReason: reason,
    supersededBy: null,
    redeployOf: null,
    createdAt: order.now,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    errorMessage: null,
    ignoreSeries: order.ignoreSeries,
    changePlan: null,
    statusReport: null,
    version: 1,
  };
};
