import { type HostKey, type HostKeyType, hostKeyTypes } from './host-keys.ts';
import { flushWatch } from './pkt-line.ts';
import { classifyRemoteMessage } from './remote-message.ts';
import { readRemoteRefs } from './remote-refs.ts';
import { type RemoteRefsFailure, type RemoteRefsResult, unreachable } from './remote-refs-result.ts';
import type { SeenHostKey, SshResult } from './ssh-command.ts';
import { type SshRemote, uploadPackCommand } from './ssh-remote.ts';

export type SshListing = {
  /** From `sshRemoteOf`. */
  readonly remote: SshRemote;
  /** OpenSSH format. */
  readonly privateKey: string;
  /** The accepted host keys. Without any, the failure names the server's key. */
  readonly hostKeys: readonly HostKey[];
  /** True only for `npm start`. */
  readonly allowLoopback: boolean;
  /** Milliseconds in total; default 15,000. */
  readonly timeoutMs?: number;
  /** Default 8 MB. */
  readonly maxBytes?: number;
};

const hostKeyFailure = (host: string, pinned: readonly HostKey[], seen: SeenHostKey | null): RemoteRefsFailure => {
  const expected = pinned.find((key) => key.type === seen?.type) ?? pinned[0];
  const shown = seen === null ? 'a key of another type' : seen.fingerprint;
  return {
    ok: false,
    code: 'host_key_changed',
    detail:
      expected === undefined
        ? `No SSH host key is pinned for ${host}, which shows ${shown}. Compare it with the server's own and add it in the provider settings.`
        : `${host} shows the SSH host key ${shown} where ${expected.fingerprint} is pinned. Nothing was sent. Unless its administrators announced a new key, somebody may be in between.`,
    ...(expected === undefined ? {} : { expectedFingerprint: expected.fingerprint }),
    ...(seen === null ? {} : { seenFingerprint: seen.fingerprint }),
  };
};

const readSshResult = (listing: SshListing, outcome: SshResult): RemoteRefsResult => {
  const { host } = listing.remote;
  switch (outcome.kind) {
    case 'ran':
      return outcome.complete ? readRemoteRefs(host, outcome.stdout) : classifyRemoteMessage(host, outcome.stderr);
    case 'host_key_refused':
      return hostKeyFailure(host, listing.hostKeys, outcome.seen);
    case 'host_key_type_missing':
      return hostKeyFailure(host, listing.hostKeys, null);
    case 'user_key_refused':
      return {
        ok: false,
        code: 'deploy_key_rejected',
        detail: `${host} does not know the deploy key. Add its public key to the deploy keys of the repository; where that was just done, wait a few seconds.`,
      };
    case 'user_key_unreadable':
      return {
        ok: false,
        code: 'deploy_key_rejected',
        detail: 'The stored deploy key cannot be read. Regenerate the deploy key.',
      };
    case 'failed':
      return unreachable(`${host}:${listing.remote.port} ${outcome.reason}.`);
  }
};

/**
 * Lists the refs of a repository over SSH with its deploy key, like `git ls-remote`. The server must show a pinned host
 * key. If it has no key of a pinned type, a second connection reads its key, only to name it.
 * Source: docs/design/connecting.md, "Listing the remote's refs"; docs/design/providers.md, "SSH host keys" and "What
 * SSH servers answer".
 */
export const listRefsOverSsh = async (listing: SshListing): Promise<RemoteRefsResult> => {
  const { remote, privateKey, hostKeys, allowLoopback } = listing;
  const { timeoutMs = 15_000, maxBytes = 8_000_000 } = listing;
  const end = performance.now() + timeoutMs;
  // ssh2 takes as long to load as all the rest of a function: only who opens a connection waits for it.
  const { runSshCommand } = await import('./ssh-command.ts');
  const run = (types: readonly HostKeyType[]): Promise<SshResult> => {
    const watch = flushWatch();
    return runSshCommand({
      host: remote.host,
      port: remote.port,
      user: remote.user ?? 'git',
      privateKey,
      hostKeys,
      hostKeyTypes: types,
      command: uploadPackCommand(remote.path),
      isComplete: (piece) => watch(piece) !== 'more',
      closingBytes: '0000',
      allowLoopback,
      timeoutMs: Math.max(1, Math.round(end - performance.now())),
      maxBytes,
    });
  };
  const pinnedTypes = [...new Set(hostKeys.map((key) => key.type))];
  const outcome = await run(pinnedTypes.length === 0 ? hostKeyTypes : pinnedTypes);
  return readSshResult(listing, outcome.kind === 'host_key_type_missing' ? await run(hostKeyTypes) : outcome);
};
