import type { RemoteListing } from '#shared/domain/deployments/remote-listing.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { readRemoteRefs } from '#shared/workflows/repository/read-remote-refs.ts';

/** A person waits for the answer. Milliseconds. Source: docs/deployments.md, "Which commit". */
const longestMs = 5000;

/**
 * Lists the branches and tags of a remote with the connection's deploy key. It takes at most 5 s. Failures of the remote
 * are results, not exceptions.
 */
const readListing = async (repository: RepositoryRecord): Promise<RemoteListing> => {
  const listed = await readRemoteRefs(repository, longestMs);
  return listed.ok ? { kind: 'read', ...listed.refs } : { kind: 'unreadable', detail: listed.detail };
};

/** Lists the branches and tags of a connection's remote. */
export type ReadListing = (repository: RepositoryRecord) => Promise<RemoteListing>;

/**
 * Lists the remote once per request, even if the request starts again. It is listed again only for another connection.
 */
export const listingOnce = (): ReadListing => {
  const known = new Map<string, Promise<RemoteListing>>();
  return (repository) => {
    const listing = known.get(repository.connectionId) ?? readListing(repository);
    known.set(repository.connectionId, listing);
    return listing;
  };
};
