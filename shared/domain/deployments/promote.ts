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
import { isFullCommit } from './approved-commit.ts';
import { newDeployment } from './new-deployment.ts';
import type { RemoteAnswers } from './remote-answers.ts';

/**
 * Checks that a deployment can be promoted to an environment. Refusals: `conflict` if it did not succeed or its commit is not
 * known in full, `validation_failed` if it is a deployment of that environment.
 */
export const checkPromotion = (origin: DeploymentRecord, target: EnvironmentRecord): RuleResult<string> => {
  if (origin.environmentId === target.id) {
    return refuse(
      'validation_failed',
      `must be another environment than ${target.name}: redeploy it there`,
      '#/environmentId',
    );
  }
  if (origin.status !== 'succeeded') {
    return refuse(
      'conflict',
      `Only a deployment that has succeeded can be promoted, and this one is ${origin.status}. Deploy its commit with POST /api/projects/{projectId}/deploy if you need it.`,
    );
  }
  if (!isFullCommit(origin.commitSha)) {
    return refuse('conflict', 'Its runner did not tell which commit it deployed. Deploy a commit by its id instead.');
  }
  return accept(origin.commitSha);
};

/**
 * Deploys the commit of a deployment to another environment. The approval setting of that environment applies. Refusal:
 * `branch_not_allowed`.
 * Source: docs/design/deployments.md, "Promoting".
 * @param origin as `checkPromotion` let it pass
 */
export const promote = (
  origin: DeploymentRecord,
  target: EnvironmentRecord,
  input: {
    readonly id: DeploymentId;
    readonly ignoreSeries: boolean;
    readonly update: Update;
    readonly force: boolean;
    readonly by: Principal;
    readonly repository: RepositoryRecord;
    /** What the remote answered; null if it was not asked. */
    readonly answers: RemoteAnswers | null;
    /** RFC 3339. */
    readonly now: string;
  },
): RuleResult<DeploymentRecord> => {
  const onBranches = checkBranchAnswer(target, origin.commitSha, input.answers?.onBranches ?? null);
  if (!onBranches.ok) return onBranches;
  const { branch, tag, commitSha, commitMessage, commitAuthor } = origin;
  return accept(
    newDeployment({
      id: input.id,
      environment: target,
      repositoryPage: repositoryPage(input.repository),
      branch,
      tag,
      commitSha,
      commitMessage,
      commitAuthor,
      trigger: 'promotion',
      triggeredBy: input.by.id,
      triggeredByName: input.by.name,
      requester: requesterOf(input.by),
      deliveryId: null,
      ignoreSeries: input.ignoreSeries,
      update: input.update,
      force: input.force,
      keepsToBranches: !input.force,
      promotedFrom: origin.id,
      now: input.now,
    }),
  );
};
