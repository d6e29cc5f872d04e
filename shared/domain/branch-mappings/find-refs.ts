import type { RefType } from '#shared/contract/branch-mapping.ts';
import type { RemoteRef } from '#shared/contract/remote-ref.ts';
import { matchesPattern } from './branch-pattern.ts';

/** Which refs of a repository are wanted; null: any. */
export type WantedRefs = {
  /** A part of the name, in any case. */
  readonly q: string | null;
  /** As in a branch mapping. */
  readonly pattern: string | null;
  readonly refType: RefType | null;
};

type Commits = ReadonlyMap<string, string>;

const positionOf = (ref: RemoteRef): string => `${ref.type} ${ref.name}`;

/**
 * A page of a repository's branches and tags: branches first, each by name.
 * @param after the position of the last one of the previous page
 * @returns the refs, and the position after which the next page begins; null at the end
 */
export const findRefs = (
  refs: { readonly branches: Commits; readonly tags: Commits },
  { q, pattern, refType }: WantedRefs,
  limit: number,
  after: string | null,
): { readonly rows: readonly RemoteRef[]; readonly position: string | null } => {
  const part = q?.toLowerCase() ?? '';
  const isWanted = ({ type, name }: RemoteRef): boolean =>
    (refType === null || type === refType) &&
    name.toLowerCase().includes(part) &&
    (pattern === null || matchesPattern(pattern, name));
  const ofType = (type: RefType, commits: Commits): RemoteRef[] =>
    [...commits].map(([name, commitSha]) => ({ type, name, commitSha }));
  const found = [...ofType('branch', refs.branches), ...ofType('tag', refs.tags)]
    .filter((ref) => isWanted(ref) && (after === null || positionOf(ref) > after))
    .sort((one, another) => (positionOf(one) < positionOf(another) ? -1 : 1));
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, position: found.length > limit && last !== undefined ? positionOf(last) : null };
};
