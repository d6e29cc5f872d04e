import { DateConversation } from './date-conversation.ts';
import type { HostTrust } from './host-trust-of.ts';
import { pktFlush } from './pkt-line.ts';
import { protocolVersion } from './ref-conversation.ts';
import { converseOverHttps } from './smart-http.ts';
import { sshRemoteOf, uploadPackCommand } from './ssh-remote.ts';

/** Without a filter, the files of the commits come too. */
const maxBytes = 32_000_000;
const timeoutMs = 10_000;

/** Seconds since the epoch by full ref. */
export type RefDates = ReadonlyMap<string, number>;

/** A repository with its deploy key and what proves its host. */
export type DatedRepository = {
  readonly sshUrl: string;
  readonly httpsUrl: string;
  readonly privateKey: string;
  readonly allowLoopback: boolean;
} & HostTrust;

const overSsh = async (repository: DatedRepository, refs: readonly string[]): Promise<RefDates> => {
  const { sshUrl, privateKey, hostKeys, allowLoopback } = repository;
  const { host, port, path, user } = sshRemoteOf(sshUrl);
  const { runSshCommand } = await import('./ssh-command.ts');
  const conversation = new DateConversation(refs);
  await runSshCommand({
    host,
    port,
    user: user ?? 'git',
    privateKey,
    hostKeys,
    hostKeyTypes: [...new Set(hostKeys.map((key) => key.type))],
    command: uploadPackCommand(path),
    environment: { GIT_PROTOCOL: protocolVersion },
    converse: (piece) => conversation.take(piece),
    closingBytes: pktFlush,
    allowLoopback,
    timeoutMs,
    maxBytes,
  });
  return conversation.dates;
};

const overHttps = async (repository: DatedRepository, refs: readonly string[]): Promise<RefDates> => {
  const { httpsUrl, allowLoopback, caBundle } = repository;
  const conversation = new DateConversation(refs);
  await converseOverHttps({ httpsUrl, allowLoopback, caBundle, timeoutMs, maxBytes }, conversation);
  return conversation.dates;
};

/**
 * The dates of some branches and tags: when the tag was set or the commit made. They are read with the deploy key and, if
 * that does not give all of them, over HTTPS without a credential. A server that cannot be reached gives none: the order of
 * its refs is then not known.
 * Source: docs/design/branch-order.md, "Several lost refs".
 * @param refs full
 */
export const readRefDates = async (repository: DatedRepository, refs: readonly string[]): Promise<RefDates> => {
  const dates = await overSsh(repository, refs);
  return refs.every((ref) => dates.has(ref)) ? dates : new Map([...dates, ...(await overHttps(repository, refs))]);
};
