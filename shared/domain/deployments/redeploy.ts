import type { Update } from '#shared/contract/deployment.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import { repositoryPage } from '#shared/domain/commit-links.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { checkBranchAnswer } from './allowed-branches.ts';
import { requestedCommit, withUnknownCommit } from './approved-commit.ts';
import { enqueueDeployment } from './deployment-slot.ts';
import { isEnded } from './deployment-transition.ts';
import { newDeployment } from './new-deployment.ts';
import type { RemoteAnswers } from './remote-answers.ts';

/** Whether the environment has a newer commit than the earlier deployment. */
const isOlder = (origin: DeploymentRecord, environment: EnvironmentRecord): boolean => {
  const newest = environment.running ?? environment.current;
  return newest !== null && newest.commitSha !== origin.commitSha && newest.originId > origin.originId;
};

/**
 * Whether the commit of a redeploy has to be on one of the environment's branches: if that was so for the earlier deployment,
 * unless that succeeded, since the environment has then had this commit.
 */
export const keepsToBranches = (origin: Pick<DeploymentRecord, 'status' | 'keepsToBranches'>): boolean =>
  origin.keepsToBranches && origin.status !== 'succeeded';

/**
 * Deploys the commit of an earlier deployment again. If it is older than what is deployed, the environment is paused,
 * so that the next push does not undo it; the status reason says so. Refusals: `conflict`, `branch_not_allowed`.
 * Source: docs/design/deployments.md, "Redeploying".
 */
export const redeploy = (
  origin: DeploymentRecord,
  environment: EnvironmentRecord,
  input: {
    readonly id: DeploymentId;
    readonly ignoreSeries: boolean | undefined;
    readonly update: Update;
    readonly by: Principal;
    readonly repository: RepositoryRecord;
    /** What the remote answered; null if it was not asked. */
    readonly answers: RemoteAnswers | null;
    /** RFC 3339. */
    readonly now: string;
  },
): RuleResult<{
  readonly deployment: DeploymentRecord;
  readonly environment: EnvironmentRecord;
  readonly superseded: DeploymentRecord | null;
}> => {
  if (!isEnded(origin.status)) {
    return refuse('conflict', `The deployment is still ${origin.status}. Wait for its end before you deploy it again.`);
  }
  const head = input.answers?.head ?? null;
  // If some digits are known, the runner may find the commit in another branch.
  if (head?.kind === 'missing' && origin.commitSha === null) {
    const name = origin.branch ?? origin.tag;
    return refuse(
      'conflict',
      `branch_not_found: ${name} is not in the repository any more, and the commit is not known.`,
    );
  }
  const commitSha = requestedCommit(origin, head);
  const onBranches = checkBranchAnswer(environment, commitSha, input.answers?.onBranches ?? null);
  if (!onBranches.ok) return onBranches;
  const pauses = isOlder(origin, environment) && environment.paused === null;
  const reason = `${origin.commitSha?.slice(0, 7) ?? origin.id} was deployed again and is older than the deployment before. Resume the environment to deploy new pushes.`;
  const { id: by, name: byName } = input.by;
  const paused = pauses ? { reason, by, byName, since: input.now } : environment.paused;
  const ordered = newDeployment({
    id: input.id,
    environment: { ...environment, paused },
    branch: origin.branch,
    tag: origin.tag,
    commitSha,
    commitMessage: origin.commitMessage,
    commitAuthor: origin.commitAuthor,
    trigger: 'redeploy',
    repositoryPage: repositoryPage(input.repository),
    triggeredBy: input.by.id,
    triggeredByName: input.by.name,
    requester: requesterOf(input.by),
    deliveryId: null,
    ignoreSeries: input.ignoreSeries ?? origin.ignoreSeries,
    update: input.update,
    force: origin.force,
    keepsToBranches: keepsToBranches(origin),
    redeployOf: origin,
    now: input.now,
  });
  const made = withUnknownCommit(ordered, head);
  const note = `It is older than the deployment before: ${environment.name} is paused until it is resumed.`;
  const deployment = pauses
    ? { ...made, statusReason: made.statusReason === null ? note : `${made.statusReason} ${note}` }
    : made;
  const slot = enqueueDeployment({ ...environment, paused }, deployment, input.now);
  return accept({ deployment, environment: slot.environment, superseded: slot.superseded });
};
