import { claimedLeaseVersion, type LeaseGrant, readLease } from '#shared/secrets/lease-token.ts';
import { type VersionedKey, versionedKey } from '#shared/secrets/versioned-key.ts';

/** What a lease token must match: the caller, and the deployment in the path. */
export type ExpectedLease = {
  readonly organizationId: string;
  readonly projectId: string;
  readonly deploymentId: string;
  readonly principalId: string;
  /** RFC 3339. */
  readonly now: string;
};

/**
 * Proves a lease by its token alone, without a read.
 * @returns null for a token that oCore did not make, that has expired, or that belongs to another caller or deployment
 */
export const proveLease = async (
  leaseSecretId: string,
  token: string,
  use: ExpectedLease,
): Promise<{ readonly key: VersionedKey; readonly grant: LeaseGrant } | null> => {
  const version = claimedLeaseVersion(token);
  if (version === null) return null;
  const key = await versionedKey(leaseSecretId, Date.parse(use.now), version);
  const grant = readLease(key, token);
  if (grant === null || grant.expiresAt <= use.now) return null;
  const isMeant =
    grant.organizationId === use.organizationId &&
    grant.projectId === use.projectId &&
    grant.deploymentId === use.deploymentId &&
    grant.principalId === use.principalId;
  return isMeant ? { key, grant } : null;
};
