import type { ApiKeyId, EnvironmentId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';

/** The secret that a start link of `npm start` gives: its SHA-256, and when it ends, RFC 3339. */
export type StartSecret = { readonly hash: string; readonly until: string };

/** An API key as it is stored: only the SHA-256 of its secrets. */
export type ApiKeyRecord = {
  readonly organizationId: OrganizationId;
  readonly id: ApiKeyId;
  readonly name: string;
  /** The SHA-256 of the secret in use and, after a rotation, of the previous one. */
  readonly hashes: readonly string[];
  /** When the secret before the one in use ends, RFC 3339; null if there is none. */
  readonly previousUntil: string | null;
  /** A further secret, of the first key under `npm start`; null anywhere else. */
  readonly startSecret: StartSecret | null;
  /** `owner`: the organisation's first key, which acts as Owner. */
  readonly role: 'owner' | 'restricted';
  readonly permissions: readonly Permission[];
  /** The only projects that the key may see, at most 50; null: all. */
  readonly projectIds: readonly ProjectId[] | null;
  /** The only environments that the key may deploy to and run, at most 50; null: all. */
  readonly environmentIds: readonly EnvironmentId[] | null;
  /** The member or first key that made it; null for the first key. A key whose creator is gone has no rights. */
  readonly creatorId: string | null;
  readonly creatorName: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Written at most once an hour. */
  readonly lastUsedAt: string | null;
  readonly version: number;
};
