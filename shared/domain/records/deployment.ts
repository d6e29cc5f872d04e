import type { Deployment, Wait } from '#shared/contract/deployment.ts';
import type { DeploymentId, OrganizationId } from '#shared/contract/id.ts';
import type { RepositoryPage } from '#shared/domain/commit-links.ts';
import type { Requester } from '#shared/domain/records/requester.ts';

export type DeploymentRecord = Omit<Deployment, 'commitUrl' | 'compareUrl' | 'waitsFor'> & {
  readonly organizationId: OrganizationId;
  /** Empty unless it waits. */
  readonly waitsFor: readonly Wait[];
  /** The web page of the repository, for links to the commit. Null if an earlier version made it. */
  readonly repositoryPage: RepositoryPage | null;
  /** The commit that the environment had when the deployment was requested; once it has started, the commit at that time. */
  readonly previousCommitSha: string | null;
  /** When it is cancelled if nobody approves it, RFC 3339. Null unless only the approval is missing. */
  readonly approvalUntil: string | null;
  readonly originId: DeploymentId;
  /** Whether its commit has to be on one of the environment's branches. */
  readonly keepsToBranches: boolean;
  /** The person who requested it; null for an automatic deployment (push, merge, tag, reconcile). */
  readonly requester: Requester | null;
  readonly version: number;
};
