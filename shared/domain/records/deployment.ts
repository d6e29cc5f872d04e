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
  /** Who asked for it; null for what comes by itself: a push, a merge, a tag, a reconcile. */
  readonly requester: Requester | null;
  readonly version: number;
};
