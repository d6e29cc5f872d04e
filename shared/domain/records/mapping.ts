import type { MappingTrigger, RefType } from '#shared/contract/branch-mapping.ts';
import type { EnvironmentId, MappingId } from '#shared/contract/id.ts';
import type { LastChange } from '#shared/domain/actor.ts';

/** The stored records. Answers are built from them field by field, never by spreading (CVE-2025-55190). */

export type MappingRecord = LastChange & {
  readonly id: MappingId;
  readonly refType: RefType;
  readonly branchPattern: string;
  readonly environmentId: EnvironmentId;
  readonly trigger: MappingTrigger;
  readonly priority: number;
  readonly autoDeploy: boolean;
  readonly paths: readonly string[];
  readonly createdAt: string;
  /** The project's version at the mapping's last change. */
  readonly version: number;
  /**
   * The project's version when it last began to match other refs, or to deploy them elsewhere. Its baseline is what the
   * remote had then. Absent in mappings that an earlier version stored: their last change counts.
   */
  readonly remappedIn?: number;
};
