import { DateConversation } from './date-conversation.ts';
import type { HostKey } from './host-keys.ts';
import { pktFlush } from './pkt-line.ts';
import { protocolVersion } from './ref-conversation.ts';
import { type SshRemote, uploadPackCommand } from './ssh-remote.ts';

/** Without a filter, the files of the commits come too. */
const maxBytes = 32_000_000;
const timeoutMs = 10_000;

/**
 * The dates of some branches and tags over SSH: when the tag was set or the commit made, in seconds since the epoch. A
 * server that cannot be asked gives none: their order is then not known.
 * Source: docs/design/branch-order.md, "Several lost refs".
 * @param refs full
 */
export const readRefDates = async (
  remote: SshRemote,
  refs: readonly string[],
  access: { readonly privateKey: string; readonly hostKeys: readonly HostKey[]; readonly allowLoopback: boolean },
): Promise<ReadonlyMap<string, number>> => {
  const { runSshCommand } = await import('./ssh-command.ts');
  const conversation = new DateConversation(refs);
  await runSshCommand({
    host: remote.host,
    port: remote.port,
    user: remote.user ?? 'git',
    privateKey: access.privateKey,
    hostKeys: access.hostKeys,
    hostKeyTypes: [...new Set(access.hostKeys.map((key) => key.type))],
    command: uploadPackCommand(remote.path),
    environment: { GIT_PROTOCOL: protocolVersion },
    converse: (piece) => conversation.take(piece),
    closingBytes: pktFlush,
    allowLoopback: access.allowLoopback,
    timeoutMs,
    maxBytes,
  });
  return conversation.dates;
};
