import { isLocal } from '#shared/config/is-local.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import { listRefsOverHttps } from '#shared/git/remote-refs-https.ts';
import type { RemoteRefs, RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { listRefsOverSsh } from '#shared/git/remote-refs-ssh.ts';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';

/** What listing came to. `proves` tells that the deploy key opened the repository. */
export type Listed = { readonly ok: true; readonly refs: RemoteRefs; readonly proves: boolean } | RemoteRefsFailure;

/**
 * Lists the refs of a connected repository with its deploy key over SSH. Where nobody has pinned the host's SSH keys, the
 * failure tells which key it shows, and HTTPS is asked without any credential: a public repository answers there.
 * @param timeoutMs for all of it
 */
export const listRemoteRefs = async (
  repository: Pick<RepositoryRecord, 'sshUrl' | 'httpsUrl'>,
  privateKey: string,
  hostKeys: readonly HostKey[],
  timeoutMs = 15_000,
): Promise<Listed> => {
  const allowLoopback = isLocal();
  const end = performance.now() + timeoutMs;
  const remote = sshRemoteOf(repository.sshUrl);
  const overSsh = await listRefsOverSsh({ remote, privateKey, hostKeys, allowLoopback, timeoutMs });
  if (overSsh.ok) return { ...overSsh, proves: true };
  if (hostKeys.length > 0) return overSsh;
  const left = Math.max(1, Math.round(end - performance.now()));
  const overHttps = await listRefsOverHttps({ httpsUrl: repository.httpsUrl, allowLoopback, timeoutMs: left });
  return overHttps.ok ? { ...overHttps, proves: false } : overSsh;
};
