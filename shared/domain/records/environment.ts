import type { Approval, DeploymentSummary, EnvironmentType } from '#shared/contract/environment.ts';
import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { DeploymentRecord } from './deployment.ts';

/** What a slot keeps of a deployment that runs, or is what stands in the environment. */
export type SlotDeployment = DeploymentSummary & {
  /** The deployment that first brought its commit: another one only for a redeploy. */
  readonly originId: DeploymentId;
};

/** Who carries out the running deployment, and until when. */
export type LeaseRecord = {
  readonly id: string;
  /** What the runner calls itself. */
  readonly runner: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  /** Who has asked to cancel it, by name; null where nobody has. */
  readonly cancelledBy: string | null;
};

export type EnvironmentRecord = {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly id: EnvironmentId;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly odooVersion: string | null;
  readonly approval: Approval;
  readonly autoDeploy: boolean;
  readonly paused: { readonly reason: string; readonly by: string; readonly since: string } | null;
  readonly current: SlotDeployment | null;
  readonly running: SlotDeployment | null;
  /** Queued or waiting, whole: a claim hands it out without reading it. */
  readonly pending: DeploymentRecord | null;
  /** Of the running deployment; null where none runs. */
  readonly lease: LeaseRecord | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
};
