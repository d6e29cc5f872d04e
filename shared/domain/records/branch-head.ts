import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { BranchHead } from '#shared/domain/branch-order/branch-head.ts';

/** A branch or tag that a mapping matches, with its known pushes. */
export type BranchHeadRecord = BranchHead & {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  /** A head of another connection is ignored, since that may be another repository. */
  readonly connectionId: string;
  readonly ref: string;
  /** When it was last written, RFC 3339. */
  readonly seenAt: string;
  readonly version: number;
};
