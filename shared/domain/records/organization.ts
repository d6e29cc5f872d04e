import type { OrganizationId } from '#shared/contract/id.ts';

/** The part of a role that the organisation's own item holds. A system role has no `bits`: the code knows its permissions. */
export type RoleEntry = {
  /** The permissions as a bit set; null for a system role. */
  readonly bits: number | null;
  /** How many active and invited members have the role. */
  readonly members: number;
};

/**
 * An organisation. It holds the permissions of all its roles, so that one read beside a member or a key gives their
 * rights. Every change of members, roles and keys raises its version, so that a condition on the version proves the
 * rights that a change was decided from.
 * Source: docs/design/single-table.md, "Items".
 */
export type OrganizationRecord = {
  readonly id: OrganizationId;
  readonly slug: string;
  readonly name: string;
  /** The ids of the active members with the role Owner, and of the first API key. Never empty. */
  readonly owners: ReadonlySet<string>;
  /** By the id of the role; a system role without members may be missing. */
  readonly roles: Readonly<Record<string, RoleEntry>>;
  /** How many API keys there are, the first key and expired ones included. At most `maxApiKeys`. */
  readonly apiKeys: number;
  readonly createdAt: string;
  /** 0 in a record of a version that did not count. */
  readonly version: number;
};
