import type { DeploymentId } from '#shared/contract/id.ts';
import type { Requester } from '#shared/domain/access/requester.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { accept, type Ruled, refuse } from '#shared/domain/refusal.ts';
import { type RemoteHead, requestedCommit, withUnknownCommit } from './approved-commit.ts';
import { acceptDeployment } from './deployment-slot.ts';
import { isEnded } from './deployment-transition.ts';
import { newDeployment } from './new-deployment.ts';

/** Whether the environment stands for a commit that came after the one of an earlier deployment. */
const isOlder = (origin: DeploymentRecord, environment: EnvironmentRecord): boolean => {
  const newest = environment.running ?? environment.current;
  return newest !== null && newest.commitSha !== origin.commitSha && newest.originId > origin.originId;
};

/**
 * Deploys the commit of an earlier deployment once more. One that is older than what stands in the environment pauses it
 * until it is resumed, so that the next push does not undo it, and says so. Refusal: `conflict`.
 * Source: docs/design/deployments.md, "Redeploying".
 */
export const redeploy = (
  origin: DeploymentRecord,
  environment: EnvironmentRecord,
  order: {
    readonly id: DeploymentId;
    readonly ignoreSeries: boolean | undefined;
    readonly by: Requester;
    /** What the remote said, where it had to be asked. */
    readonly head: RemoteHead | null;
    /** RFC 3339. */
    readonly now: string;
  },
): Ruled<{
  readonly deployment: DeploymentRecord;
  readonly environment: EnvironmentRecord;
  readonly superseded: DeploymentRecord | null;
}> => {
  if (!isEnded(origin.status)) {
    return refuse('conflict', `The deployment is still ${origin.status}. Wait for its end before you deploy it again.`);
  }
  if (order.head?.kind === 'missing') {
    const name = origin.branch ?? origin.tag;
    return refuse(
      'conflict',
      `branch_not_found: ${name} is not in the repository any more, and the commit is not known.`,
    );
  }
  const pauses = isOlder(origin, environment) && environment.paused === null;
  const reason = `${origin.commitSha?.slice(0, 7) ?? origin.id} was deployed again, which is older than what was deployed before. Resume to deploy new pushes.`;
  const paused = pauses ? { reason, by: order.by.id, since: order.now } : environment.paused;
  const ordered = newDeployment({
    id: order.id,
    environment: { ...environment, paused },
    branch: origin.branch,
    tag: origin.tag,
    commitSha: requestedCommit(origin, order.head),
    commitMessage: origin.commitMessage,
    commitAuthor: origin.commitAuthor,
    trigger: 'redeploy',
    triggeredBy: order.by.id,
    requester: order.by,
    deliveryId: null,
    ignoreSeries: order.ignoreSeries ?? origin.ignoreSeries,
    redeployOf: origin,
    now: order.now,
  });
  const made = withUnknownCommit(ordered, order.head);
  const note = `It is older than what was deployed before: ${environment.name} is paused until it is resumed.`;
  const deployment = pauses
    ? { ...made, statusReason: made.statusReason === null ? note : `${made.statusReason} ${note}` }
    : made;
  const slot = acceptDeployment({ ...environment, paused }, deployment, order.now);
  return accept({ deployment, environment: slot.environment, superseded: slot.superseded });
};
