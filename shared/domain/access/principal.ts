import type { Organization } from '#shared/contract/me.ts';
import type { Permission } from '#shared/contract/permission.ts';

/** The caller, in one organisation. `unrestricted`: Owner and Admin, who need no grant on a restricted project. */
export type Principal = {
  readonly id: string;
  readonly kind: 'apiKey' | 'user';
  readonly name: string;
  /** Who made an API key; null for a user, and for an organisation's first key. */
  readonly creatorId: string | null;
  readonly organization: Organization;
  readonly permissions: readonly Permission[];
  readonly unrestricted: boolean;
  readonly organizations: readonly Organization[];
};
