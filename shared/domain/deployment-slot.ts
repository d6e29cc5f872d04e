import type { DeploymentSummary } from '../contract/environment.ts';
import type { DeploymentRecord, EnvironmentRecord } from './records.ts';

/** What a slot keeps of a deployment. */
export const summaryOf = (deployment: DeploymentRecord): DeploymentSummary => ({
  id: deployment.id,
  commitSha: deployment.commitSha,
  branch: deployment.branch,
  status: deployment.status,
  createdAt: deployment.createdAt,
});

/** A slot after a deployment was accepted into it. */
export type Accepted = {
  readonly environment: EnvironmentRecord;
  /** The pending deployment that the new one replaces. */
  readonly superseded: DeploymentSummary | null;
};

/**
 * Accepts a queued or waiting deployment as the environment's pending one: there is one running and one pending, and the
 * newer replaces the pending one, approved or not. Source: design §9.
 * @param now RFC 3339
 */
export const acceptDeployment = (
  environment: EnvironmentRecord,
  deployment: DeploymentRecord,
  now: string,
): Accepted => ({
  environment: { ...environment, pending: summaryOf(deployment), updatedAt: now, version: environment.version + 1 },
  superseded: environment.pending,
});

/** The sentence that a superseded deployment carries. */
export const supersededReason = (successor: DeploymentRecord): string =>
  `A newer deployment of ${successor.environmentName} took its place before it started.`;

/** The sentence that a deployment carries whose push came later than a newer one of its branch. */
export const outrunReason = (deployment: DeploymentRecord): string =>
  `${deployment.branch ?? deployment.tag} had moved on to a newer commit when this push arrived.`;
