import type { OrganizationId, RoleId } from '#shared/contract/id.ts';

/**
 * The part of an organisation's own role that people see. Its permissions and the number of its members are in the
 * organisation's item, which decides.
 * Source: docs/design/single-table.md, "Items".
 */
export type RoleRecord = {
  readonly organizationId: OrganizationId;
  readonly id: RoleId;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
  readonly updatedByName: string | null;
  readonly version: number;
};
