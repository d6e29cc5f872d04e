import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';

/** A branch or tag that a mapping matches, with the pushes of it that were seen. */
export type BranchHeadRecord = BranchHead & {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** Another connection begins anew: it may be another repository. */
  readonly connectionId: string;
  readonly ref: string;
  /** When it last was written, RFC 3339. */
  readonly seenAt: string;
  readonly version: number;
};
