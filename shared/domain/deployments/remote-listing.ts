import type { Ref } from '#shared/domain/ref.ts';
import type { RemoteHead } from './approved-commit.ts';

/** The branches and tags of a remote with their commits, or a sentence that says why it could not be read. */
export type RemoteListing =
  | {
      readonly kind: 'read';
      readonly branches: ReadonlyMap<string, string>;
      readonly tags: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** The entry of one branch or tag in a listing. */
export const headIn = (listing: RemoteListing, { type, name }: Ref): RemoteHead => {
  if (listing.kind === 'unreadable') return listing;
  const names = type === 'branch' ? listing.branches : listing.tags;
  const commitSha = names.get(name);
  return commitSha === undefined ? { kind: 'missing', names: [...names.keys()] } : { kind: 'found', commitSha };
};
