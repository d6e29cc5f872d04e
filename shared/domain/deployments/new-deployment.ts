import type { DeploymentTrigger } from '#shared/contract/deployment.ts';
import type { DeliveryId, DeploymentId } from '#shared/contract/id.ts';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { Requester } from '#shared/domain/access/requester.ts';
import type { DeploymentRecord, Wait } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { heldByPause, waiting } from './waiting.ts';

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
  /** The person who asks for it; null where it comes by itself. */
  readonly requester: Requester | null;
  readonly deliveryId: DeliveryId | null;
  readonly ignoreSeries: boolean;
  /** The deployment that is carried out once more. */
  readonly redeployOf?: Pick<DeploymentRecord, 'id' | 'originId'>;
  /** RFC 3339. */
  readonly now: string;
};

/** A new deployment: queued, or waiting with the reason. A pause holds what comes by itself, an approval everything. */
export const newDeployment = (order: DeploymentOrder): DeploymentRecord => {
  const { environment, trigger, now } = order;
  const waitsFor: Wait[] = [];
  if (environment.paused !== null && heldByPause(trigger)) waitsFor.push('pause');
  if (environment.approval !== 'none') waitsFor.push('approval');
  return {
    organizationId: order.environment.organizationId,
    id: order.id,
    projectId: order.environment.projectId,
    environmentId: order.environment.id,
    environmentName: order.environment.name,
    branch: order.branch,
    tag: order.tag,
    commitSha: order.commitSha,
    commitMessage: cutOrNull(order.commitMessage, textLimits.firstLine),
    commitAuthor: cutOrNull(order.commitAuthor, textLimits.author),
    trigger: order.trigger,
    triggeredBy: cutText(order.triggeredBy, textLimits.triggeredBy),
    deliveryId: order.deliveryId,
    ...waiting(environment, waitsFor, null, now),
    supersededBy: null,
    redeployOf: order.redeployOf?.id ?? null,
    originId: order.redeployOf?.originId ?? order.id,
    requester: order.requester,
    approvedBy: null,
    approvedByName: null,
    approvedAt: null,
    cancelledBy: null,
    cancelledByName: null,
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
