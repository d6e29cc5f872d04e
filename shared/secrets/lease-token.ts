import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { DeploymentId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { macKey } from './derive-key.ts';
import type { VersionedKey } from './versioned-key.ts';

/** The HKDF purpose of the key that authenticates lease tokens. */
export const leasePurpose = 'ocore/lease/1';

const nullableText = z.nullable(z.string());
const Grant = z.object({
  organizationId: OrganizationId,
  projectId: ProjectId,
  environmentId: EnvironmentId,
  deploymentId: DeploymentId,
  /** The runner's principal. No other principal can use the token. */
  principalId: z.string(),
  leaseId: z.string(),
  startedAt: z.string(),
  /** RFC 3339. */
  expiresAt: z.string(),
  /** The slot's part of the deployment, so that completing it needs no read. */
  branch: nullableText,
  /** Null in a token of an earlier version. */
  tag: z._default(nullableText, null),
  commitSha: nullableText,
  createdAt: z.string(),
  originId: DeploymentId,
});
/** The content of a lease token. */
export type LeaseGrant = z.infer<typeof Grant>;

const macOf = (key: VersionedKey, version: number, payload: string): Buffer | null => {
  const text = key.versions.get(version);
  return text === undefined ? null : createHmac('sha256', macKey(text, leasePurpose)).update(payload).digest();
};

/**
 * Writes a lease token: its content and a MAC. With it a heartbeat, a log chunk and the end of a deployment take one
 * call each.
 * Source: docs/design/deployments.md, "The lease".
 */
export const writeLease = (key: VersionedKey, grant: LeaseGrant): string => {
  const payload = `${key.current}.${Buffer.from(JSON.stringify(grant)).toString('base64url')}`;
  const mac = macOf(key, key.current, payload);
  if (mac === null) throw new Error(`The lease key has no version ${key.current}.`);
  return `${payload}.${mac.toString('base64url')}`;
};

const form = /^(?<payload>(?<version>[1-9]\d{0,2})\.(?<grant>[A-Za-z0-9_-]+))\.(?<mac>[A-Za-z0-9_-]{43})$/;

/** The version of the lease key that an unproved token claims; null if the token cannot be ours. */
export const claimedLeaseVersion = (token: string): number | null => {
  const version = form.exec(token)?.groups?.version;
  return version === undefined ? null : Number(version);
};

/** Reads and proves a token. @returns null for every token that oCore did not make */
export const readLease = (key: VersionedKey, token: string): LeaseGrant | null => {
  const { payload, version, grant, mac } = form.exec(token)?.groups ?? {};
  if (payload === undefined || version === undefined || grant === undefined || mac === undefined) return null;
  const expected = macOf(key, Number(version), payload);
  const claimed = Buffer.from(mac, 'base64url');
  // A token has only one valid spelling, although the last character of its MAC has unused bits.
  if (expected === null || claimed.toString('base64url') !== mac || !timingSafeEqual(expected, claimed)) return null;
  const parsed = Grant.safeParse(JSON.parse(Buffer.from(grant, 'base64url').toString()));
  return parsed.success ? parsed.data : null;
};
