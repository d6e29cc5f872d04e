import { type RemoteHead, refToResolve } from '#shared/domain/deployments/approved-commit.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { Ref } from '#shared/domain/ref.ts';
import { readRemoteRefs } from '#shared/workflows/repository/read-remote-refs.ts';

/** A person waits for the answer. Milliseconds. Source: docs/deployments.md, "What a person can do". */
const longestMs = 5000;

/**
 * Asks the remote for the commit of a branch or tag, with the connection's deploy key. For an annotated tag it returns
 * the commit. It takes at most 5 s. Failures of the remote are results, not exceptions.
 */
const readRemoteHead = async (repository: RepositoryRecord, ref: Ref): Promise<RemoteHead> => {
  const listed = await readRemoteRefs(repository, longestMs);
  if (!listed.ok) return { kind: 'unreadable', detail: listed.detail };
  const names = ref.type === 'branch' ? listed.refs.branches : listed.refs.tags;
  const commitSha = names.get(ref.name);
  return commitSha === undefined ? { kind: 'missing', names: [...names.keys()] } : { kind: 'found', commitSha };
};

/** The remote's answer about a branch or tag. */
export type ReadRemoteHead = (repository: RepositoryRecord, ref: Ref) => Promise<RemoteHead>;

/**
 * Reads the remote once per request, even if the request starts again. It is read again only for another connection.
 */
export const remoteHeadOnce = (): ReadRemoteHead => {
  const known = new Map<string, Promise<RemoteHead>>();
  return (repository, ref) => {
    const id = `${repository.connectionId} ${ref.type} ${ref.name}`;
    const head = known.get(id) ?? readRemoteHead(repository, ref);
    known.set(id, head);
    return head;
  };
};

/** What a request for a deployment reads before it decides. */
type Target = { readonly repository: RepositoryRecord; readonly environment: EnvironmentRecord };

/**
 * Reads the configuration for a requested deployment. If its commit is unknown, it also reads the remote, so that a branch
 * or tag that does not exist replaces nothing (D-050). That may take seconds, so the configuration is then read again.
 * @param wanted what to deploy
 * @returns the configuration, and the remote's answer or null if it was not asked
 */
export const readWithHead = async <T extends Target>(
  read: () => Promise<T>,
  wanted: (target: T) => Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>,
  remoteHead: ReadRemoteHead,
): Promise<T & { readonly head: RemoteHead | null }> => {
  const ask = async (target: T): Promise<RemoteHead | null> => {
    const ref = refToResolve(wanted(target));
    return ref === null ? null : remoteHead(target.repository, ref);
  };
  const first = await read();
  if ((await ask(first)) === null) return { ...first, head: null };
  const again = await read();
  return { ...again, head: await ask(again) };
};
