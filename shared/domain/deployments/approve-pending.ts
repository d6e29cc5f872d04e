import type { Principal } from '#shared/domain/access/principal.ts';
import { areOnePerson, requesterOf } from '#shared/domain/access/requester.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { Requester } from '#shared/domain/records/requester.ts';
import { type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { changePending, type SlotStep } from './deployment-slot.ts';
import { checkTransition } from './deployment-transition.ts';
import { heldByPause, waitingFields } from './waiting.ts';

/** The person who requested a deployment. For older records without this field, it follows from the trigger. */
const requesterOfDeployment = ({ requester, trigger, triggeredBy }: DeploymentRecord): Requester | null =>
  requester ?? (heldByPause(trigger) ? null : { id: triggeredBy, creatorId: null });

/**
 * Checks that the pending deployment waits for an approval, and that this principal may give it. The environment's present
 * setting counts. Refusal: `conflict`.
 */
export const checkApproval = (
  environment: EnvironmentRecord,
  pending: DeploymentRecord,
  principal: Principal,
): RuleResult<DeploymentRecord> => {
  const step = checkTransition(pending, 'approve');
  if (!step.ok) return step;
  if (!pending.waitsFor.includes('approval')) {
    return refuse(
      'conflict',
      `The deployment waits for the end of the pause of ${environment.name}, not for an approval. Resume the environment.`,
    );
  }
  const requester = requesterOfDeployment(pending);
  if (
    environment.approval === 'required_from_another' &&
    requester !== null &&
    areOnePerson(requester, requesterOf(principal))
  ) {
    return refuse(
      'conflict',
      `You requested this deployment, and ${environment.name} wants the approval of another person; an API key counts as whoever made it. Ask somebody else with manage:projects to approve it.`,
    );
  }
  return step;
};

/**
 * Approves the pending deployment for one commit: it is queued, unless a pause holds it too.
 * @param pending as `checkApproval` let it pass
 * @param commitSha the full id of the only commit that may be deployed
 * @param now RFC 3339
 */
export const approvePending = (
  before: EnvironmentRecord,
  pending: DeploymentRecord,
  principal: Pick<Principal, 'id' | 'name'>,
  commitSha: string,
  now: string,
): SlotStep & { readonly deployment: DeploymentRecord } => {
  const waitsFor = pending.waitsFor.filter((wait) => wait !== 'approval');
  const to = {
    ...waitingFields(before, waitsFor, `${principal.name} approved it.`, now),
    commitSha,
    approvedBy: principal.id,
    approvedByName: principal.name,
    approvedAt: now,
  };
  return changePending(before, pending, { transition: 'approve', to, by: principal, now });
};
