import { claimedLeaseVersion, type LeaseGrant, readLease } from '#shared/secrets/lease-token.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';

/** What a token has to be for: whose it is, and the deployment that the path names. */
export type LeaseUse = {
  readonly organizationId: string;
  readonly projectId: string;
  readonly deploymentId: string;
  readonly principalId: string;
  /** RFC 3339. */
  readonly now: string;
};

/**
 * Proves a lease by its token alone, without any read.
 * @returns null for a token that is not ours, is over, or is for something or somebody else
 */
export const proveLease = async (
  rootSecretId: string,
  token: string,
  use: LeaseUse,
): Promise<{ readonly root: RootKey; readonly grant: LeaseGrant } | null> => {
  const version = claimedLeaseVersion(token);
  if (version === null) return null;
  const root = await rootKey(rootSecretId, Date.parse(use.now), version);
  const grant = readLease(root, token);
  if (grant === null || grant.expiresAt <= use.now) return null;
  const isMeant =
    grant.organizationId === use.organizationId &&
    grant.projectId === use.projectId &&
    grant.deploymentId === use.deploymentId &&
    grant.principalId === use.principalId;
  return isMeant ? { root, grant } : null;
};
