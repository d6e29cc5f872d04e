import { setTimeout as sleep } from 'node:timers/promises';
import { isLocal } from '#shared/config/is-local.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import { listRefsOverSsh } from '#shared/git/remote-refs-ssh.ts';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';

const tries = 3;
/** A new key may take a few seconds to reach every server of the provider. */
const pauseMs = 1000;

/**
 * Whether a key opens a repository, tested by a real connection.
 * @param hostKeys the pinned keys of the host. Without one no connection is made, since any server could answer
 */
export const opensRepository = async (
  repository: RepositoryRecord,
  privateKey: string,
  hostKeys: readonly HostKey[],
): Promise<boolean> => {
  if (hostKeys.length === 0) return false;
  for (let attempt = 1; ; attempt += 1) {
    const remote = sshRemoteOf(repository.sshUrl);
    const result = await listRefsOverSsh({ remote, privateKey, hostKeys, allowLoopback: isLocal() });
    if (result.ok) return true;
    if (result.code !== 'deploy_key_rejected' || attempt === tries) return false;
    await sleep(pauseMs);
  }
};
