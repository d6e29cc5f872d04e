import type { Deployment } from '#shared/contract/deployment.ts';
import type { DeploymentId, OrganizationId } from '#shared/contract/id.ts';
import type { Requester } from '#shared/domain/access/requester.ts';

/** What a waiting deployment waits for. */
export type Wait = 'approval' | 'pause';

export type DeploymentRecord = Deployment & {
  readonly organizationId: OrganizationId;
  /** Empty unless it waits. */
  readonly waitsFor: readonly Wait[];
  /** When it is cancelled if nobody approves it, RFC 3339. Null unless only the approval is missing. */
  readonly approvalUntil: string | null;
  readonly originId: DeploymentId;
  /** Whether its commit has to be on one of the environment's branches. */
  readonly keepsToBranches: boolean;
  /** The person who requested it; null for an automatic deployment (push, merge, tag, reconcile). */
  readonly requester: Requester | null;
  readonly version: number;
};
