import { isIPv6 } from 'node:net';
import { describeAlgorithms } from './describe-algorithms.ts';
import { type HostKey, type HostKeyType, hostKeyTypes } from './host-keys.ts';
import { pktFlush } from './pkt-line.ts';
import { protocolVersion, RefConversation } from './ref-conversation.ts';
import { classifyRemoteMessage } from './remote-message.ts';
import { readRemoteRefs } from './remote-refs.ts';
import { maxListingBytes, type RemoteRefsFailure, type RemoteRefsResult, unreachable } from './remote-refs-result.ts';
import type { SeenHostKey, SshResult, SshStage } from './ssh-command.ts';
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
  /** Default 64 MB. */
  readonly maxBytes?: number;
};

const hostKeyFailure = (host: string, pinned: readonly HostKey[], seen: SeenHostKey): RemoteRefsFailure => {
  const expected = pinned.find((key) => key.type === seen.type) ?? pinned[0];
  return {
    ok: false,
    code: 'host_key_changed',
    detail:
      expected === undefined
        ? `No SSH host key is pinned for ${host}, which shows ${seen.fingerprint}. Compare it with the server's own and add it in the provider settings.`
        : `${host} shows the SSH host key ${seen.fingerprint} where ${expected.fingerprint} is pinned. Nothing was sent. Unless its administrators announced a new key, somebody may be in between.`,
    ...(expected === undefined ? {} : { expectedFingerprint: expected.fingerprint }),
    seenFingerprint: seen.fingerprint,
  };
};

/** The server has a pinned RSA key, perhaps, but proves it with SHA-1 alone. It shows another key too. */
const sha1Failure = (host: string, seen: SeenHostKey): RemoteRefsFailure =>
  unreachable(
    `${host} proves its RSA host key with SHA-1 only (ssh-rsa), which oCore does not accept, so the pinned key could not be checked. Nothing was sent. Let the server sign by rsa-sha2-512 (OpenSSH 7.2 or newer), or pin its other key ${seen.fingerprint} in the provider settings after you compared it with the server's own.`,
  );

const defaultTimeoutMs = 15_000;

/** What a server may lack that did not answer in time, by how far it came. */
const slowness: Readonly<Record<SshStage, string>> = {
  connecting: 'Check the host, its port, and that no firewall keeps oCore from it.',
  handshake: 'Something listens there: check that it is an SSH server, and that it is not overloaded.',
  authentication: 'The server is slow or overloaded. Try again later.',
  command: 'The server is slow or overloaded. Try again later.',
};

/** The result of a connection: of the second one, where the server had no key of a pinned type in the first. */
type Connections = { readonly first: SshResult; readonly last: SshResult };

const isSha1Rsa = (first: SshResult): boolean =>
  first.kind === 'no_common_algorithm' && first.use === 'host key' && first.offered.includes('ssh-rsa');

const readSshResult = (
  listing: SshListing,
  { first, last }: Connections,
  conversation: RefConversation,
): RemoteRefsResult => {
  const { host, port } = listing.remote;
  const server = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  switch (last.kind) {
    case 'ran':
      return conversation.isOver ? readRemoteRefs(host, conversation) : classifyRemoteMessage(host, last.stderr);
    case 'host_key_refused': {
      const isPinnedRsa = isSha1Rsa(first) && listing.hostKeys.some((key) => key.type === 'ssh-rsa');
      return isPinnedRsa ? sha1Failure(host, last.seen) : hostKeyFailure(host, listing.hostKeys, last.seen);
    }
    case 'no_common_algorithm':
      return unreachable(`${server} ${describeAlgorithms(last)}`);
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
    case 'timed_out':
      return unreachable(
        `${server} did not finish within ${(listing.timeoutMs ?? defaultTimeoutMs) / 1000} s (${last.stage}). ${slowness[last.stage]}`,
      );
    case 'failed':
      return unreachable(`${server} ${last.reason}.`);
  }
};

/**
 * Lists the branches and tags of a repository over SSH with its deploy key, like `git ls-remote`. The server must show a
 * pinned host key. If it has no key of a pinned type, a second connection reads its key, only to name it.
 * Source: docs/design/connecting.md, "Listing the remote's refs" and "SSH algorithms"; docs/design/providers.md, "SSH
 * host keys" and "What SSH servers answer".
 */
export const listRefsOverSsh = async (listing: SshListing): Promise<RemoteRefsResult> => {
  const { remote, privateKey, hostKeys, allowLoopback } = listing;
  const { timeoutMs = defaultTimeoutMs, maxBytes = maxListingBytes } = listing;
  const end = performance.now() + timeoutMs;
  // ssh2 takes as long to load as all the rest of a function: only who opens a connection waits for it.
  const { runSshCommand } = await import('./ssh-command.ts');
  const conversation = new RefConversation();
  const run = (types: readonly HostKeyType[]): Promise<SshResult> =>
    runSshCommand({
      host: remote.host,
      port: remote.port,
      user: remote.user ?? 'git',
      privateKey,
      hostKeys,
      hostKeyTypes: types,
      command: uploadPackCommand(remote.path),
      environment: { GIT_PROTOCOL: protocolVersion },
      converse: (piece) => conversation.take(piece),
      closingBytes: pktFlush,
      allowLoopback,
      timeoutMs: Math.max(1, Math.round(end - performance.now())),
      maxBytes,
    });
  const pinnedTypes = [...new Set(hostKeys.map((key) => key.type))];
  const first = await run(pinnedTypes.length === 0 ? hostKeyTypes : pinnedTypes);
  const mayHaveOther = first.kind === 'no_common_algorithm' && first.use === 'host key' && pinnedTypes.length > 0;
  return readSshResult(listing, { first, last: mayHaveOther ? await run(hostKeyTypes) : first }, conversation);
};
