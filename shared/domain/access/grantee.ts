import type { ProjectId } from '#shared/contract/id.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';

/** A member or an API key, as far as its grants are concerned. */
export type Grantee = {
  readonly id: string;
  readonly kind: 'member' | 'apiKey';
  readonly name: string | null;
  /** Null for an API key. */
  readonly email: string | null;
  /** The only projects of an API key; null: all. */
  readonly projectIds: readonly ProjectId[] | null;
};

/** @returns null for an invitation and a removed member: they get no grants */
export const granteeOfMember = ({ id, status, name, email }: MemberRecord): Grantee | null =>
  status === 'active' ? { id, kind: 'member', name, email, projectIds: null } : null;

/** @param now RFC 3339 @returns null for a key that has expired */
export const granteeOfKey = ({ id, name, expiresAt, projectIds }: ApiKeyRecord, now: string): Grantee | null =>
  expiresAt !== null && expiresAt <= now ? null : { id, kind: 'apiKey', name, email: null, projectIds };

/** So many a form shows at once. */
const maxCandidates = 25;

/**
 * The members and keys that a project may grant something to, by name. Keys that are limited to other projects are left out.
 * @param q a part of the name, in any case
 */
export const candidatesFor = (project: ProjectId, grantees: readonly Grantee[], q: string) =>
  grantees
    .filter(({ name, projectIds }) => {
      const isUsable = projectIds === null || projectIds.includes(project);
      return isUsable && foldName(name ?? '').includes(foldName(q));
    })
    .sort((one, other) => (one.name ?? '').localeCompare(other.name ?? '', 'en'))
    .slice(0, maxCandidates)
    .map(({ id, kind, name }) => ({ principalId: id, kind, name }));
