import { connect } from 'node:net';
import type { ClientChannel } from 'ssh2';
import Client from 'ssh2/lib/client.js';
import { describeFailure } from '#shared/network/describe-failure.ts';
import { checkLiteral, guardedLookup } from '#shared/network/guarded-lookup.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { HostKey, HostKeyType } from './host-keys.ts';
import { offeredAlgorithms } from './ssh-algorithms.ts';

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
  /** Told each piece of the output; the command is ended as soon as it answers true. */
  readonly isComplete: (piece: Buffer) => boolean;
  /** Sent to the command once its output is complete. */
  readonly farewell: string;
  readonly allowLoopback: boolean;
  /** Milliseconds for all of it, the resolution of the name included. */
  readonly timeoutMs: number;
  /** Bytes from the server for all of it, the protocol's own included. */
  readonly mostBytes: number;
};

/** A host key that was shown; nothing of it is proved. */
export type SeenHostKey = { readonly type: string; readonly fingerprint: string };

export type SshOutcome =
  | { readonly kind: 'ran'; readonly stdout: Buffer; readonly stderr: string; readonly complete: boolean }
  | { readonly kind: 'host_key_refused'; readonly seen: SeenHostKey }
  | { readonly kind: 'host_key_type_missing' }
  | { readonly kind: 'user_key_refused' }
  | { readonly kind: 'user_key_unreadable' }
  /** `reason` is to be read after the host's name. */
  | { readonly kind: 'failed'; readonly reason: string };

const megabyte = 1_000_000;
/** No server needs more until a user is known; a long greeting costs time in the square of its length. */
const mostBytesBeforeUser = 256_000;
const mostErrorText = 4096;

/** RFC 4250 §4.2.2. */
const noMoreAuthMethods = 14;

const isUserRefused = (error: Error & { readonly level?: unknown; readonly code?: unknown }): boolean =>
  (error.level === 'client-authentication' && error.message.startsWith('All configured')) ||
  error.code === noMoreAuthMethods ||
  /^too many authentication failures/i.test(error.message);

/**
 * Runs one command on a server over SSH and takes its output. Only a pinned host key is accepted, only the given key is
 * offered, and the connection goes to an address that was checked. Time and bytes are bounded, and the connection is closed
 * before the outcome is told. It never rejects: whatever the server does is an outcome.
 */
export const runSshCommand = (options: SshCommand): Promise<SshOutcome> =>
  new Promise((resolve) => {
    try {
      checkLiteral(options.host, options.allowLoopback);
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
    const stdout: Buffer[] = [];
    let stderr = '';
    let stage: 'connecting' | 'handshake' | 'authentication' | 'command' = 'connecting';
    let outcome: SshOutcome | undefined;

    const settle = (next: SshOutcome): void => {
      outcome ??= next;
      socket.destroy();
    };
    const fail = (reason: string): void => settle({ kind: 'failed', reason });
    const ran = (complete: boolean): SshOutcome => ({ kind: 'ran', stdout: Buffer.concat(stdout), stderr, complete });

    const timer = setTimeout(
      () => fail(`did not finish within ${options.timeoutMs / 1000} s (${stage})`),
      options.timeoutMs,
    );
    socket.on('error', (error) => fail(describeFailure(error)));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(
        outcome ??
          (stage === 'command'
            ? ran(false)
            : { kind: 'failed', reason: `closed the connection (${stage}); it may limit how often one connects` }),
      );
    });

    const take = (channel: ClientChannel): void => {
      channel.on('data', (piece: Buffer) => {
        if (outcome !== undefined) return;
        stdout.push(piece);
        if (!options.isComplete(piece)) return;
        outcome = ran(true);
        channel.end(options.farewell);
        client.end();
        socket.destroySoon();
      });
      channel.stderr.on('data', (piece: Buffer) => {
        if (stderr.length < mostErrorText) stderr += piece.toString('utf8', 0, mostErrorText);
      });
      channel.on('close', () => settle(ran(false)));
    };

    client.on('connect', () => {
      stage = 'handshake';
    });
    client.on('handshake', () => {
      if (stage === 'handshake') stage = 'authentication';
    });
    client.on('ready', () => {
      stage = 'command';
      client.exec(options.command, (error, channel) => {
        // Where the connection is lost, its end tells why.
        if (error === undefined) take(channel);
        else if (!socket.destroyed) fail('lets the deploy key in, but does not run git-upload-pack for it');
      });
    });
    client.on('error', (error) => {
      if (isUserRefused(error)) settle({ kind: 'user_key_refused' });
      else if (error.message.endsWith('no matching host key format')) settle({ kind: 'host_key_type_missing' });
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
        hostVerifier: (blob: Buffer) => {
          const fingerprint = fingerprintOf(blob);
          if (options.hostKeys.some((key) => key.fingerprint === fingerprint)) return true;
          const type = blob.toString('latin1', 4, 4 + blob.readUInt32BE());
          settle({ kind: 'host_key_refused', seen: { type, fingerprint } });
          return false;
        },
      });
    } catch {
      // Nothing but the private key can be at fault here; the error is dropped, since it may describe it.
      return settle({ kind: 'user_key_unreadable' });
    }
    socket.on('data', () => {
      const most = stage === 'command' ? options.mostBytes : Math.min(options.mostBytes, mostBytesBeforeUser);
      if (socket.bytesRead > most) fail(`sends more than ${most / megabyte} MB`);
    });
  });
