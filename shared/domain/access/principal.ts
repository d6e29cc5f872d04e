import type { EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';

/** An organisation as a token names it. Its name is read where it is shown. */
export type Membership = { readonly id: OrganizationId; readonly slug: string };

/**
 * The limits of an API key: the only projects, and within them the only environments, that it may work with; null is no
 * limit.
 */
export type KeyLimits = {
  readonly projectIds: readonly ProjectId[] | null;
  readonly environmentIds: readonly EnvironmentId[] | null;
};

/** The caller, in one organisation. `unrestricted`: Owner and Admin, who need no grant on a restricted project. */
export type Principal = {
  /** Of the member or of the API key. */
  readonly id: string;
  readonly kind: 'apiKey' | 'user';
  readonly name: string;
  /** Who made an API key; null for a user, and for an organisation's first key. */
  readonly creatorId: string | null;
  /** Whether an API key's creator needs no grant; false without a creator. */
  readonly creatorUnrestricted: boolean;
  readonly organization: Membership;
  /** All permissions, with those that they include. An API key has only those that its creator still has. */
  readonly permissions: readonly Permission[];
  readonly unrestricted: boolean;
  readonly limits: KeyLimits;
  readonly organizations: readonly Membership[];
};

export const noLimits: KeyLimits = { projectIds: null, environmentIds: null };

/** A caller of several organisations who names none of them. */
export type UnchosenPrincipal = Pick<Principal, 'kind' | 'name' | 'organizations'> & {
  readonly id: null;
  readonly organization: null;
  readonly permissions: readonly [];
};
export type Caller = Principal | UnchosenPrincipal;
