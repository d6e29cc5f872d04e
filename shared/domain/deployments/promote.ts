import type { Update } from '#shared/contract/deployment.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { Requester } from '#shared/domain/access/requester.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { isFullCommit } from './approved-commit.ts';
import { newDeployment } from './new-deployment.ts';

/**
 * Deploys the commit of a deployment that succeeded to another environment, whose approval applies. Refusals: `conflict`
 * if it did not succeed or its commit is not known in full, `validation_failed` if it stands in that environment.
 * Source: docs/design/deployments.md, "Promoting".
 * @param target with its version as it was read
 */
export const promote = (
  origin: DeploymentRecord,
  target: EnvironmentRecord,
  input: {
    readonly id: DeploymentId;
    readonly ignoreSeries: boolean;
    readonly update: Update;
    readonly by: Requester;
    /** RFC 3339. */
    readonly now: string;
  },
): RuleResult<DeploymentRecord> => {
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
  const { branch, tag, commitSha, commitMessage, commitAuthor } = origin;
  return accept(
    newDeployment({
      id: input.id,
      environment: target,
      branch,
      tag,
      commitSha,
      commitMessage,
      commitAuthor,
      trigger: 'promotion',
      triggeredBy: input.by.id,
      requester: input.by,
      deliveryId: null,
      ignoreSeries: input.ignoreSeries,
      update: input.update,
      promotedFrom: origin.id,
      now: input.now,
    }),
  );
};
