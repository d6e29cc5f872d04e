import { connect } from 'node:net';
import type { ClientChannel } from 'ssh2';
import Client from 'ssh2/lib/client.js';
import { describeFailure } from '#shared/network/describe-failure.ts';
import { checkLiteralAddress, guardedLookup } from '#shared/network/guarded-lookup.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { HostKey, HostKeyType } from './host-keys.ts';
import { offeredAlgorithms } from './ssh-algorithms.ts';
import { Negotiation, type NoCommonAlgorithm } from './ssh-negotiation.ts';

export type SshCommand = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH format, without a passphrase. */
  readonly privateKey: string;
  /** The only keys that the server may have. */
  readonly hostKeys: readonly HostKey[];
  /** The only types that are negotiated, the preferred one first. */
  readonly hostKeyTypes: readonly HostKeyType[];
  readonly command: string;
  /** Variables for the command. A server may ignore them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each piece of the output. It says what the command is sent, or that it is over. */
  readonly converse: (piece: Buffer) => Reply;
  /** Sent to the command once it is over. */
  readonly closingBytes: string;
  readonly allowLoopback: boolean;
  /** Milliseconds in total, including name resolution. */
  readonly timeoutMs: number;
  /** Bytes from the server in total, including the protocol's. */
  readonly maxBytes: number;
};

/** What follows a piece of output. */
export type Reply = { readonly kind: 'listen' | 'over' } | { readonly kind: 'send'; readonly request: string };

/** A host key that the server showed, unproved. */
export type SeenHostKey = { readonly type: string; readonly fingerprint: string };

export type SshStage = 'connecting' | 'handshake' | 'authentication' | 'command';

export type SshResult =
  | { readonly kind: 'ran'; readonly stderr: string }
  | { readonly kind: 'host_key_refused'; readonly seen: SeenHostKey }
  | ({ readonly kind: 'no_common_algorithm' } & NoCommonAlgorithm)
  | { readonly kind: 'user_key_refused' }
  | { readonly kind: 'user_key_unreadable' }
  | { readonly kind: 'timed_out'; readonly stage: SshStage }
  /** `reason` follows the host's name in a message. */
  | { readonly kind: 'failed'; readonly reason: string };

const megabyte = 1_000_000;
/** No server needs more before authentication. Parsing a long greeting takes quadratic time. */
const maxBytesBeforeUser = 256_000;
const maxErrorText = 4096;

/** RFC 4250 §4.2.2. */
const noMoreAuthMethods = 14;

const isUserRefused = (error: Error & { readonly level?: unknown; readonly code?: unknown }): boolean =>
  (error.level === 'client-authentication' && error.message.startsWith('All configured')) ||
  error.code === noMoreAuthMethods ||
  /^too many authentication failures/i.test(error.message);

/**
 * Runs one command on a server over SSH and reads its output. It accepts only a pinned host key, offers only the given
 * key, and connects only to a checked address. Time and bytes are limited, and the connection is closed before it
 * returns. It never rejects: every behaviour of the server is a result.
 */
export const runSshCommand = (options: SshCommand): Promise<SshResult> =>
  new Promise((resolve) => {
    try {
      checkLiteralAddress(options.host, options.allowLoopback);
    } catch (error) {
      return resolve({ kind: 'failed', reason: describeFailure(error) });
    }
    const socket = connect({
      host: options.host,
      port: options.port,
      lookup: guardedLookup(options.allowLoopback),
      noDelay: true,
    });
    const client = new Client();
    const negotiation = new Negotiation();
    let stderr = '';
    let stage: SshStage = 'connecting';
    let outcome: SshResult | undefined;

    const settle = (next: SshResult): void => {
      outcome ??= next;
      socket.destroy();
    };
    const fail = (reason: string): void => settle({ kind: 'failed', reason });
    const ran = (): SshResult => ({ kind: 'ran', stderr });

    const timer = setTimeout(() => settle({ kind: 'timed_out', stage }), options.timeoutMs);
    socket.on('error', (error) => fail(describeFailure(error)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(
        outcome ??
          (stage === 'command'
            ? ran()
            : { kind: 'failed', reason: `closed the connection (${stage}); it may limit how often one connects` }),
      );
    });

    const take = (channel: ClientChannel): void => {
      channel.on('data', (piece: Buffer) => {
        if (outcome !== undefined) return;
        const reply = options.converse(piece);
        if (reply.kind === 'send') channel.write(reply.request);
        if (reply.kind !== 'over') return;
        outcome = ran();
        channel.end(options.closingBytes);
        client.end();
        socket.destroySoon();
      });
      channel.stderr.on('data', (piece: Buffer) => {
        if (stderr.length < maxErrorText) stderr += piece.toString('utf8', 0, maxErrorText);
      });
      channel.on('close', () => settle(ran()));
    };

    client.on('connect', () => {
      stage = 'handshake';
    });
    client.on('handshake', () => {
      if (stage === 'handshake') stage = 'authentication';
    });
    client.on('ready', () => {
      stage = 'command';
      client.exec(options.command, { env: options.environment }, (error, channel) => {
        // If the connection is lost, its close event reports why.
        if (error === undefined) take(channel);
        else if (!socket.destroyed) fail('lets the deploy key in, but does not run git-upload-pack for it');
      });
    });
    client.on('error', (error) => {
      const mismatch = negotiation.failureOf(error);
      if (isUserRefused(error)) settle({ kind: 'user_key_refused' });
      else if (mismatch !== null) settle({ kind: 'no_common_algorithm', ...mismatch });
      else if (stage === 'handshake') fail('does not complete the SSH handshake');
      else fail(describeFailure(error));
    });

    try {
      client.connect({
        sock: socket,
        username: options.user,
        privateKey: options.privateKey,
        authHandler: ['publickey'],
        readyTimeout: 0,
        algorithms: offeredAlgorithms(options.hostKeyTypes),
        debug: (line) => negotiation.hear(line),
        hostVerifier: (blob: Buffer) => {
          const fingerprint = fingerprintOf(blob);
          if (options.hostKeys.some((key) => key.fingerprint === fingerprint)) return true;
          const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE());
          settle({ kind: 'host_key_refused', seen: { type, fingerprint } });
          return false;
        },
      });
    } catch {
      // Only the private key can cause this. The error is dropped, because it may describe the key.
      return settle({ kind: 'user_key_unreadable' });
    }
    socket.on('data', () => {
      const max = stage === 'command' ? options.maxBytes : Math.min(options.maxBytes, maxBytesBeforeUser);
      if (socket.bytesRead > max) fail(`sends more than ${max / megabyte} MB`);
    });
  });
