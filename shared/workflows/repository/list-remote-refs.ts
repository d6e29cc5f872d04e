import { isLocal } from '#shared/config/is-local.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { HostTrust } from '#shared/git/host-trust-of.ts';
import { listRefsOverHttps } from '#shared/git/remote-refs-https.ts';
import type { RemoteRefs, RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { listRefsOverSsh } from '#shared/git/remote-refs-ssh.ts';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';

/** The listed refs. `provesKey`: the deploy key opened the repository. */
export type Listed = { readonly ok: true; readonly refs: RemoteRefs; readonly provesKey: boolean } | RemoteRefsFailure;

/**
 * Lists the refs of a connected repository over SSH with its deploy key. If the host has no pinned SSH key, the failure
 * names the key that the host shows, and HTTPS is tried without a credential, for public repositories.
 * @param timeoutMs for all of it
 */
export const listRemoteRefs = async (
  repository: Pick<RepositoryRecord, 'sshUrl' | 'httpsUrl'>,
  privateKey: string,
  { hostKeys, caBundle }: HostTrust,
  timeoutMs = 15_000,
): Promise<Listed> => {
  const allowLoopback = isLocal();
  const end = performance.now() + timeoutMs;
  const remote = sshRemoteOf(repository.sshUrl);
  const overSsh = await listRefsOverSsh({ remote, privateKey, hostKeys, allowLoopback, timeoutMs });
  if (overSsh.ok) return { ...overSsh, provesKey: true };
  if (hostKeys.length > 0) return overSsh;
  const left = Math.max(1, Math.round(end - performance.now()));
  const overHttps = await listRefsOverHttps({
    httpsUrl: repository.httpsUrl,
    allowLoopback,
    caBundle,
    timeoutMs: left,
  });
  return overHttps.ok ? { ...overHttps, provesKey: false } : overSsh;
};
