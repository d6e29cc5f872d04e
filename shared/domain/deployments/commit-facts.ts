import type { HeartbeatBody } from '#shared/contract/runner.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** What a runner found in the commit of a deployment. A missing field was not reported and keeps its value. */
export type CommitFacts = Partial<
  Pick<DeploymentRecord, 'commitSha' | 'commitMessage' | 'commitAuthor' | 'changePlan' | 'submodules'>
>;

/**
 * The facts that a runner reports with a heartbeat or with the end of a deployment. Refusal: `validation_failed` if the
 * commit is not the deployment's.
 * @param known the commit of the deployment as far as it is known: null, or the first digits or all of them
 */
export const commitFacts = (known: string | null, body: Omit<HeartbeatBody, 'lease'>): RuleResult<CommitFacts> => {
  const { commitSha, commitMessage, commitAuthor, changePlan, submodules } = body;
  // Bitbucket sends 12 digits of a merge commit; the runner reports the full id.
  if (typeof commitSha === 'string' && known !== null && !commitSha.startsWith(known)) {
    return refuse('validation_failed', 'must be the commit of the deployment', '#/commitSha');
  }
  return accept({
    ...(commitSha == null ? {} : { commitSha }),
    ...(commitMessage == null ? {} : { commitMessage }),
    ...(commitAuthor == null ? {} : { commitAuthor }),
    ...(changePlan == null ? {} : { changePlan: { ...changePlan, updates: changePlan.updates ?? null } }),
    ...(submodules == null ? {} : { submodules }),
  });
};
