import type { Decision } from '../contract/decision.ts';
import type { DeploymentSummary } from '../contract/environment.ts';
import { type DecisionState, decide } from './decide.ts';
import { acceptDeployment, supersededReason } from './deployment-slot.ts';
import type { GitEvent } from './git-event.ts';
import type { DeploymentRecord, EnvironmentRecord } from './records.ts';

/** What has to be written for the changes of one delivery, all or nothing. */
export type Acceptance = {
  /** One per change, in their order. */
  readonly decisions: readonly Decision[];
  /** In the order of the changes; one that a later change replaced is superseded already. */
  readonly deployments: readonly DeploymentRecord[];
  /** The environments whose slot changed, each with its version raised once. */
  readonly environments: readonly EnvironmentRecord[];
  /** Pending deployments of before, with what took their place. */
  readonly superseded: readonly { readonly pending: DeploymentSummary; readonly by: DeploymentRecord }[];
};

/** Makes the deployment that a change causes. */
export type MakeDeployment = (environment: EnvironmentRecord, event: GitEvent) => DeploymentRecord | null;

/**
 * Decides several changes one after the other, each on the state that the ones before it left: a Bitbucket request can
 * hold many, also of branches that deploy the same environment. Pure. Source: design §7, "folded in memory".
 * @param now RFC 3339
 */
export const acceptChanges = (
  state: DecisionState,
  changes: readonly GitEvent[],
  make: MakeDeployment,
  now: string,
): Acceptance => {
  const stored = new Map(state.environments.map((environment) => [environment.id, environment]));
  const present = new Map(stored);
  const made = new Map<string, DeploymentRecord>();
  const superseded: { pending: DeploymentSummary; by: DeploymentRecord }[] = [];
  const decisions = changes.map((event) => {
    const decision = decide({ ...state, environments: [...present.values()] }, event);
    const before = decision.environmentId === null ? undefined : present.get(decision.environmentId);
    const deploys = decision.outcome === 'deploy' || decision.outcome === 'hold';
    const deployment = deploys && before !== undefined ? make(before, event) : null;
    if (before === undefined || deployment === null) return decision;
    const slot = acceptDeployment(before, deployment, now);
    const version = (stored.get(before.id)?.version ?? 0) + 1;
    present.set(before.id, { ...slot.environment, version });
    const earlier = slot.superseded === null ? undefined : made.get(slot.superseded.id);
    if (earlier !== undefined) {
      made.set(earlier.id, {
        ...earlier,
        status: 'superseded',
        statusReason: supersededReason(deployment),
        supersededBy: deployment.id,
        completedAt: now,
      });
    } else if (slot.superseded !== null) superseded.push({ pending: slot.superseded, by: deployment });
    made.set(deployment.id, deployment);
    return decision;
  });
  return {
    decisions,
    deployments: [...made.values()],
    environments: [...present.values()].filter((environment) => environment !== stored.get(environment.id)),
    superseded,
  };
};
