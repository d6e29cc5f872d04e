import type { Approval, DeploymentSummary, EnvironmentType } from '#shared/contract/environment.ts';
import type { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { DeploymentRecord } from './deployment.ts';

/** What a slot stores of its running or current deployment. */
export type SlotDeployment = DeploymentSummary & {
  /** The deployment that first deployed this commit. It differs from `id` only for a redeploy. */
  readonly originId: DeploymentId;
};

/** The runner of the running deployment, and until when it holds the lease. */
export type LeaseRecord = {
  readonly id: string;
  /** What the runner calls itself. */
  readonly runner: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  /** The name of the person who asked to cancel; null if nobody did. */
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
  /** Patterns of the branches whose commits a person may deploy; empty for all. */
  readonly branches: readonly string[];
  readonly paused: { readonly reason: string; readonly by: string; readonly since: string } | null;
  readonly current: SlotDeployment | null;
  readonly running: SlotDeployment | null;
  /** The queued or waiting deployment, complete, so that a claim needs no further read. */
  readonly pending: DeploymentRecord | null;
  /** The lease of the running deployment; null if none runs. */
  readonly lease: LeaseRecord | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
};
