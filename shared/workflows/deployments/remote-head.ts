import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { type RemoteHead, refToResolveFor } from '#shared/domain/deployments/approved-commit.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { Ref } from '#shared/domain/ref.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { hostKeysOf } from '#shared/git/host-keys-of.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';

/** A person waits for the answer. Milliseconds. Source: docs/deployments.md, "Approvals". */
const longestMs = 5000;

/**
 * Asks the remote which commit a branch or tag stands for, with the connection's deploy key; an annotated tag is told by its
 * commit. It takes 5 s at most. Whatever the remote does is an answer, never an exception.
 */
const readRemoteHead = async (repository: RepositoryRecord, ref: Ref): Promise<RemoteHead> => {
  const end = performance.now() + longestMs;
  const { organizationId, projectId, provider, host } = repository;
  const [privateKey, settings] = await Promise.all([
    readDeployKey(organizationId, projectId, workingKey(repository).id),
    readProviderSettings(organizationId, provider),
  ]);
  if (privateKey === null) {
    return { kind: 'unreadable', detail: 'The private half of the deploy key is gone. Regenerate the key.' };
  }
  // Loaded here, so that a request that asks no remote starts without an SSH client.
  const { listRemoteRefs } = await import('#shared/workflows/repository/list-remote-refs.ts');
  const timeoutMs = Math.max(1, Math.round(end - performance.now()));
  const listed = await listRemoteRefs(repository, privateKey, hostKeysOf(settings, host), timeoutMs);
  if (!listed.ok) return { kind: 'unreadable', detail: listed.detail };
  const names = ref.type === 'branch' ? listed.refs.branches : listed.refs.tags;
  const commitSha = names.get(ref.name);
  return commitSha === undefined ? { kind: 'missing', names: [...names.keys()] } : { kind: 'found', commitSha };
};

/** What the remote says of a branch or tag. */
export type ReadRemoteHead = (repository: RepositoryRecord, ref: Ref) => Promise<RemoteHead>;

/** Reads the remote once for a request, however often the request begins again: another connection is asked anew. */
export const remoteHeadOnce = (): ReadRemoteHead => {
  const known = new Map<string, Promise<RemoteHead>>();
  return (repository, ref) => {
    const id = `${repository.connectionId} ${ref.type} ${ref.name}`;
    const head = known.get(id) ?? readRemoteHead(repository, ref);
    known.set(id, head);
    return head;
  };
};

/** What a request for a deployment reads first. */
type Target = { readonly repository: RepositoryRecord; readonly environment: EnvironmentRecord };

/**
 * Reads what a request for a deployment is about and, where it will need an approval and its commit is not known, the
 * remote. That may take seconds, so that what was read before is read again then.
 * @param wanted what is to be deployed
 * @returns what was read, with what the remote said; null where it was not asked
 */
export const headForApproval = async <T extends Target>(
  read: () => Promise<T>,
  wanted: (target: T) => Pick<DeploymentRecord, 'branch' | 'tag' | 'commitSha'>,
  remoteHead: ReadRemoteHead,
): Promise<T & { readonly head: RemoteHead | null }> => {
  const ask = async (target: T): Promise<RemoteHead | null> => {
    const ref = refToResolveFor(target.environment, wanted(target));
    return ref === null ? null : remoteHead(target.repository, ref);
  };
  const first = await read();
  if ((await ask(first)) === null) return { ...first, head: null };
  const again = await read();
  return { ...again, head: await ask(again) };
};
