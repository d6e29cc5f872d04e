import { isLocal } from '#shared/config/is-local.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import { listRefsOverSsh } from '#shared/git/remote-refs-ssh.ts';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';
import { retry } from '#shared/retry/retry.ts';

const attempts = 3;
/** A new key may take a few seconds to reach every server of the provider. */
const pauseMs = 1000;

/** The host does not know the key, or not yet. */
class KeyRejected extends Error {}

/**
 * Whether a key opens a repository, tested by a real connection.
 * @param hostKeys the pinned keys of the host. Without one no connection is made, since any server could answer
 */
export const opensRepository = async (
  repository: Pick<RepositoryRecord, 'sshUrl'>,
  privateKey: string,
  hostKeys: readonly HostKey[],
): Promise<boolean> => {
  if (hostKeys.length === 0) return false;
  const remote = sshRemoteOf(repository.sshUrl);
  const connect = async (): Promise<boolean> => {
    const result = await listRefsOverSsh({ remote, privateKey, hostKeys, allowLoopback: isLocal() });
    if (!result.ok && result.code === 'deploy_key_rejected') throw new KeyRejected(result.detail);
    return result.ok;
  };
  return retry(connect, {
    attempts,
    retries: (error) => error instanceof KeyRejected,
    pauseMs: () => pauseMs,
    giveUp: () => false,
  });
};
