import type { DeploymentTrigger, Update, Wait } from '#shared/contract/deployment.ts';
import type { DeliveryId, DeploymentId } from '#shared/contract/id.ts';
import { cutOrNull, cutText, textLimits } from '#shared/contract/text-limits.ts';
import type { RepositoryPage } from '#shared/domain/commit-links.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { Requester } from '#shared/domain/records/requester.ts';
import { heldByPause, waitingFields } from './waiting.ts';

/** The input for a new deployment. */
export type DeploymentInput = {
  readonly id: DeploymentId;
  readonly environment: EnvironmentRecord;
  readonly repositoryPage: RepositoryPage | null;
  readonly branch: string | null;
  readonly tag: string | null;
  readonly commitSha: string | null;
  readonly commitMessage: string | null;
  readonly commitAuthor: string | null;
  readonly trigger: DeploymentTrigger;
  readonly triggeredBy: string;
  /** Their name; null if only the id is known. */
  readonly triggeredByName: string | null;
  /** The person who requests it; null for an automatic deployment. */
  readonly requester: Requester | null;
  readonly deliveryId: DeliveryId | null;
  readonly ignoreSeries: boolean;
  readonly force?: boolean;
  /** By default it need not. */
  readonly keepsToBranches?: boolean;
  /** By default those that it changes. */
  readonly update?: Update;
  /** The deployment that is deployed again. */
  readonly redeployOf?: Pick<DeploymentRecord, 'id' | 'originId'>;
  /** The deployment of another environment whose commit is deployed. */
  readonly promotedFrom?: DeploymentId;
  /** RFC 3339. */
  readonly now: string;
};

/**
 * Makes a deployment, queued or waiting with a reason. A pause holds automatic deployments only; a required approval
 * holds every deployment.
 */
export const newDeployment = (input: DeploymentInput): DeploymentRecord => {
  const { environment, trigger, now } = input;
  const waitsFor: Wait[] = [];
  if (environment.paused !== null && heldByPause(trigger)) waitsFor.push('pause');
  if (environment.approval !== 'none') waitsFor.push('approval');
  return {
    organizationId: input.environment.organizationId,
    id: input.id,
    projectId: input.environment.projectId,
    environmentId: input.environment.id,
    environmentName: input.environment.name,
    environmentType: input.environment.type,
    repositoryPage: input.repositoryPage,
    previousCommitSha: environment.current?.commitSha ?? null,
    branch: input.branch,
    tag: input.tag,
    commitSha: input.commitSha,
    commitMessage: cutOrNull(input.commitMessage, textLimits.firstLine),
    commitAuthor: cutOrNull(input.commitAuthor, textLimits.author),
    trigger: input.trigger,
    triggeredBy: cutText(input.triggeredBy, textLimits.triggeredBy),
    triggeredByName: cutOrNull(input.triggeredByName, textLimits.triggeredBy),
    deliveryId: input.deliveryId,
    ...waitingFields(environment, waitsFor, null, now),
    supersededBy: null,
    redeployOf: input.redeployOf?.id ?? null,
    promotedFrom: input.promotedFrom ?? null,
    originId: input.redeployOf?.originId ?? input.id,
    requester: input.requester,
    approvedBy: null,
    approvedByName: null,
    approvedAt: null,
    cancelledBy: null,
    cancelledByName: null,
    cancelReason: null,
    runner: null,
    createdAt: input.now,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    errorMessage: null,
    ignoreSeries: input.ignoreSeries,
    update: input.update ?? 'changed',
    force: input.force ?? false,
    keepsToBranches: input.keepsToBranches ?? false,
    changePlan: null,
    submodules: null,
    statusReport: null,
    version: 1,
  };
};
