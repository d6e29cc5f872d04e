import type { Approval, EnvironmentType } from '#shared/contract/environment.ts';
import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { LastChange } from '#shared/domain/actor.ts';
import type { DeploymentRecord } from './deployment.ts';

/** The part of a deployment that a slot stores. Fields that an earlier version did not store are null. */
export type SlotDeployment = Pick<
  DeploymentRecord,
  | 'id'
  | 'commitSha'
  | 'commitMessage'
  | 'commitAuthor'
  | 'branch'
  | 'tag'
  | 'triggeredByName'
  | 'status'
  | 'statusReason'
  | 'waitsFor'
  | 'originId'
  | 'createdAt'
  | 'startedAt'
  | 'completedAt'
> & {
  readonly trigger: DeploymentRecord['trigger'] | null;
  readonly triggeredBy: string | null;
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

/** `byName`: null if an earlier version stored it. */
export type Pause = {
  readonly reason: string;
  readonly by: string;
  readonly byName: string | null;
  readonly since: string;
};

export type EnvironmentRecord = LastChange & {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly id: EnvironmentId;
  readonly name: string;
  readonly type: EnvironmentType;
  readonly odooVersion: string | null;
  /** Where Odoo answers. */
  readonly url: string | null;
  /** The runner that last asked for work, to the minute; `at` in RFC 3339. */
  readonly runnerSeen: { readonly name: string; readonly at: string } | null;
  readonly approval: Approval;
  readonly autoDeploy: boolean;
  /** Patterns of the branches whose commits a person may deploy; empty for all. */
  readonly branches: readonly string[];
  /** Whether a commit is deployed although some of its submodules cannot be fetched. */
  readonly allowMissingSubmodules: boolean;
  readonly paused: Pause | null;
  readonly current: SlotDeployment | null;
  readonly running: SlotDeployment | null;
  /** The deployment that ended last, whatever its end. A superseded one only if it had started. */
  readonly lastDeployment: SlotDeployment | null;
  /** The queued or waiting deployment, complete, so that a claim needs no further read. */
  readonly pending: DeploymentRecord | null;
  /** The lease of the running deployment; null if none runs. */
  readonly lease: LeaseRecord | null;
  readonly createdAt: string;
  readonly version: number;
};
