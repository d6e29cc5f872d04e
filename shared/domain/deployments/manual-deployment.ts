import type { Update } from '#shared/contract/deployment.ts';
import type { DeploymentId } from '#shared/contract/id.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import { repositoryPage } from '#shared/domain/commit-links.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { Ref } from '#shared/domain/ref.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { checkBranchAnswer } from './allowed-branches.ts';
import { nearest, requestedCommit, withUnknownCommit } from './approved-commit.ts';
import { newDeployment } from './new-deployment.ts';
import type { RemoteAnswers } from './remote-answers.ts';
import { resolvedCommit } from './short-commit.ts';

/**
 * A manual deployment. Refusals: `validation_failed` if the remote was asked and does not have the branch or tag, those of
 * `resolvedCommit`, `branch_not_allowed` if it says that the commit is on none of the environment's branches.
 * @param wanted branch, tag or commit of the request; `digits`: the first digits of a commit that the request does not name
 * in full
 * @param answers what the remote answered; null if it was not asked
 */
export const manualDeployment = (
  environment: EnvironmentRecord,
  wanted: Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'> & { readonly digits: string | null },
  answers: RemoteAnswers | null,
  input: {
    readonly id: DeploymentId;
    readonly ignoreSeries: boolean;
    readonly update: Update;
    readonly force: boolean;
    readonly by: Principal;
    readonly repository: RepositoryRecord;
    /** RFC 3339. */
    readonly now: string;
  },
): RuleResult<DeploymentRecord> => {
  const head = answers?.head ?? null;
  if (head?.kind === 'missing') {
    const ref: Ref =
      wanted.branch === null ? { type: 'tag', name: wanted.tag ?? '' } : { type: 'branch', name: wanted.branch };
    return refuse(
      'validation_failed',
      `the repository has no ${ref.type} ${ref.name}${nearest(ref, head)}`,
      `#/${ref.type}`,
    );
  }
  const found = answers?.commit ?? null;
  const commit = found === null ? accept(requestedCommit(wanted, head)) : resolvedCommit(wanted.digits ?? '', found);
  if (!commit.ok) return commit;
  const commitSha = commit.value;
  const onBranches = checkBranchAnswer(environment, commitSha, answers?.onBranches ?? null);
  if (!onBranches.ok) return onBranches;
  const made = newDeployment({
    id: input.id,
    environment,
    branch: wanted.branch,
    tag: wanted.tag,
    commitSha,
    commitMessage: null,
    commitAuthor: null,
    trigger: 'manual',
    repositoryPage: repositoryPage(input.repository),
    triggeredBy: input.by.id,
    triggeredByName: input.by.name,
    requester: requesterOf(input.by),
    deliveryId: null,
    ignoreSeries: input.ignoreSeries,
    update: input.update,
    force: input.force,
    keepsToBranches: !input.force,
    now: input.now,
  });
  return accept(withUnknownCommit(made, head));
};
