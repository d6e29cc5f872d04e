import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { advertisement, ids, pkt } from '#test/fixtures/advertisement.ts';
import {
  allRefs,
  codeOf,
  deployKey,
  encryptedKey,
  hostKey,
  list,
  pour,
  refsOf,
  repository,
  running,
  startServer,
  startTcp,
  timedOutOnce,
  useBench,
} from './remote-refs-ssh-bench.ts';
import { answering, newServerKey, type ServerKey, type SshServer, type SshServerOptions } from './ssh-server.ts';
import { startRelay } from './tcp-server.ts';

useBench();

const longerThanTests = 86_400_000;

// The first of all, so that nothing else runs out while it counts.
describe('what is left behind', () => {
  const alive = (): number =>
    process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap' || kind === 'Timeout').length;

  it('is nothing: no socket, no timer, no listener on the process', async () => {
    const good = await startServer();
    const bad = await startServer({ hostKeys: [newServerKey.ed25519()] });
    const unknown = await startServer({ authorized: [] });
    const garbage = await startTcp((socket) => socket.end('garbage\r\n'));
    const round = async () => {
      // A timer that were left would outlive the test.
      for (const server of [good, bad, unknown, garbage]) await list(server, { timeoutMs: longerThanTests });
    };
    await round();
    await expect.poll(() => good.openConnections + bad.openConnections + unknown.openConnections).toBe(0);
    const before = { alive: alive(), listeners: process.eventNames().map((name) => process.listenerCount(name)) };

    for (let rounds = 0; rounds < 10; rounds += 1) await round();

    await expect.poll(alive).toBeLessThanOrEqual(before.alive);
    expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(before.listeners);
  });

  it('holds nothing of the private key, whatever the outcome', async () => {
    const good = await startServer();
    const bad = await startServer({ hostKeys: [newServerKey.ed25519()] });
    const unknown = await startServer({ authorized: [] });
    const lines = deployKey.privateKey.split('\n').filter((line) => line.length > 8 && !line.startsWith('-'));

    const results = [
      await list(good),
      await list(bad),
      await list(unknown),
      await list(good, { privateKey: deployKey.privateKey.slice(0, -60) }),
      await list(good, { privateKey: deployKey.privateKey.replace('OPENSSH', 'RSA') }),
    ];

    const text = JSON.stringify(results);
    expect(lines.filter((line) => text.includes(line) || text.includes(line.slice(0, 20)))).toEqual([]);
  });
});

describe('listing refs over SSH', () => {
  it('reads more than fits into one window of the channel', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `${ids.a} refs/heads/feature-${n}`);
    const server = await startServer({ execute: answering({ stdout: advertisement(lines), code: 0 }) });

    const result = await list(server);

    expect(result.ok && result.refs.branches.size).toBe(60_000);
  });

  it('says goodbye to the command as git does, so that it ends well', async () => {
    const heard: string[] = [];
    const server = await startServer({
      execute: (channel) => {
        channel.write(advertisement([`${ids.a} refs/heads/main`]));
        channel.on('data', (piece: Buffer) => heard.push(piece.toString()));
      },
    });

    await list(server);

    await expect.poll(() => heard.join('')).toBe('0000');
  });

  it('does not wait for a server that keeps the connection open after it has listed', async () => {
    const server = await startServer();
    const relay = await startRelay(server.port, (piece, _before, client) => client.write(piece), true);
    running.push(relay);

    // Whoever waits for the end of the connection waits longer than this test may take.
    expect((await list(relay, { timeoutMs: longerThanTests })).ok).toBe(true);
  });

  it('does not wait for the end of an answer that is no list', async () => {
    const server = await startServer({ execute: (channel) => channel.write('Welcome\r\n') });

    expect(codeOf(await list(server, { timeoutMs: longerThanTests }))).toBe('repository_unreachable');
  });

  it('reads what comes byte by byte', async () => {
    const server = await startServer();
    const relay = await startRelay(server.port, (piece, _before, client) => {
      for (const byte of piece) client.write(Uint8Array.of(byte));
    });
    running.push(relay);

    expect(refsOf(await list(relay))).toEqual(allRefs());
  });

  it.each([
    ['with line breaks of Windows', deployKey.privateKey.replaceAll('\n', '\r\n')],
    ['without its last line break', deployKey.privateKey.trimEnd()],
  ])('takes a private key %s', async (_what, privateKey) => {
    const server = await startServer();

    expect((await list(server, { privateKey })).ok).toBe(true);
  });

  it('resolves the name of the host', async () => {
    const server = await startServer();

    const result = await list(server, { remote: { host: 'localhost', port: server.port, path: repository.path } });

    expect(result.ok).toBe(true);
  });
});

describe('the host key', () => {
  const every: readonly (readonly [string, ServerKey, string])[] = [
    ['ed25519', hostKey, 'ssh-ed25519'],
    ['ECDSA P-256', newServerKey.ecdsa(256), 'ecdsa-sha2-nistp256'],
    ['ECDSA P-384', newServerKey.ecdsa(384), 'ecdsa-sha2-nistp384'],
    ['ECDSA P-521', newServerKey.ecdsa(521), 'ecdsa-sha2-nistp521'],
    ['RSA, never with SHA-1', newServerKey.rsa(), 'rsa-sha2-512'],
  ];

  it.each(every)('of the pinned type is the one that is negotiated: %s', async (_what, key, algorithm) => {
    const server = await startServer({ hostKeys: every.map(([, one]) => one) });

    const result = await list(server, { hostKeys: [key.pin] });

    expect(result.ok).toBe(true);
    expect(server.negotiated).toEqual([algorithm]);
  });

  it('is refused with both fingerprints where the server has none of the pinned type any more', async () => {
    const replaced = newServerKey.ecdsa(256);
    const server = await startServer({ hostKeys: [replaced] });

    expect(await list(server)).toMatchObject({
      code: 'host_key_changed',
      expectedFingerprint: hostKey.pin.fingerprint,
      seenFingerprint: replaced.pin.fingerprint,
    });
    expect(server.attempts).toEqual([]);
  });

  it('is compared with the pinned one of its own type', async () => {
    const pinned = newServerKey.ecdsa(256);
    const seen = newServerKey.ecdsa(256);
    const server = await startServer({ hostKeys: [seen] });

    expect(await list(server, { hostKeys: [hostKey.pin, pinned.pin] })).toMatchObject({
      expectedFingerprint: pinned.pin.fingerprint,
      seenFingerprint: seen.pin.fingerprint,
    });
  });

  it('must be held by the server: its public half alone is of no use', async () => {
    const server = await startServer({ hostKeys: [newServerKey.ed25519()] });
    const { publicKey } = hostKey.pin;
    const wanted = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
    let forged = 0;
    // A man in the middle who puts the pinned public key in the place of his own.
    const relay = await startRelay(server.port, (piece, _before, client) => {
      const at = piece.indexOf('ssh-ed25519');
      const isReply = at > 4 && piece.readUInt32BE(at - 4) === 11 && piece.readUInt32BE(at + 11) === 32;
      if (isReply) forged += 1;
      client.write(
        isReply ? Buffer.concat([piece.subarray(0, at - 4), wanted, piece.subarray(at - 4 + wanted.length)]) : piece,
      );
    });
    running.push(relay);

    expect(codeOf(await list(relay))).toBe('repository_unreachable');
    expect(forged).toBe(1);
    expect(server.attempts).toEqual([]);
  });
});

describe('the deploy key', () => {
  it('is rejected once it is removed', async () => {
    const authorized = [deployKey.publicKey];
    const server = await startServer({ authorized });
    const before = await list(server);

    authorized.length = 0;

    expect([before.ok, codeOf(await list(server))]).toEqual([true, 'deploy_key_rejected']);
  });

  it('is rejected where the server wants another proof besides it', async () => {
    const server = await startServer({ authenticate: (context) => context.reject(['keyboard-interactive'], true) });

    expect(codeOf(await list(server))).toBe('deploy_key_rejected');
  });

  it.each([
    ['nothing', ''],
    ['something else', 'not a key'],
    ['a public key', deployKey.publicKey],
    ['half a key', deployKey.privateKey.slice(0, 200)],
    ['an encrypted key', encryptedKey],
  ])('is rejected where what is stored is %s', async (_what, privateKey) => {
    const server = await startServer();

    expect(await list(server, { privateKey })).toMatchObject({ ok: false, code: 'deploy_key_rejected' });
    expect(server.attempts).toEqual([]);
  });
});

describe('the repository', () => {
  it('is not found where the server says so in an ERR packet', async () => {
    const stdout = Buffer.concat([pkt('ERR no such repository: /acme/odoo.git'), Buffer.from('0000')]);
    const server = await startServer({ execute: answering({ stdout }) });

    expect(codeOf(await list(server))).toBe('repository_not_found');
  });

  it.each([
    ['nothing', {}],
    ['a greeting', { stdout: 'This account is currently not available.\n' }],
    ['half a list', { stdout: advertisement([`${ids.a} refs/heads/main`]).subarray(0, 40) }],
    ['a damaged list', { stdout: advertisement(['refs/heads/main']) }],
    ['an error of its own', { stderr: 'bash: line 1: git-upload-pack: command not found\n', code: 127 }],
  ])('cannot be reached where the command answers %s', async (_what, answer) => {
    const server = await startServer({ execute: answering(answer) });

    expect(codeOf(await list(server))).toBe('repository_unreachable');
  });
});

describe('a host that cannot be reached', () => {
  it('does not resolve', async () => {
    const result = await list({ port: 22 }, { remote: { host: 'git.acme.invalid', port: 22, path: '/o/r.git' } });

    expect(codeOf(result)).toBe('repository_unreachable');
  });

  it.each([
    ['a loopback address', '127.0.0.1'],
    ['a name of a loopback address', 'localhost'],
    ['the metadata service', '169.254.169.254'],
    ['the metadata service in IPv6 clothes', '::ffff:169.254.169.254'],
    ['an unspecified address', '0.0.0.0'],
  ])('is %s, which is not connected to', async (_what, host) => {
    const server = await startServer();

    const result = await list(server, {
      remote: { host, port: server.port, path: repository.path },
      allowLoopback: false,
    });

    expect(result).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining('an address that oCore does not connect to'),
    });
    expect(server.negotiated).toEqual([]);
  });
});

describe('a server without an algorithm that oCore uses', () => {
  const rsa = newServerKey.rsa();
  const ecdsa = newServerKey.ecdsa(256);

  it.each<[string, readonly ServerKey[]]>([
    ['its RSA key is pinned', [rsa]],
    ['another key is pinned', [hostKey]],
    ['no key is pinned', []],
  ])('is told by its signatures with SHA-1, where %s', async (_what, pinned) => {
    const server = await startServer({ hostKeys: [rsa], algorithms: { serverHostKey: ['ssh-rsa'] } });

    const result = await list(server, { hostKeys: pinned.map((key) => key.pin) });

    expect(result).toEqual({
      ok: false,
      code: 'repository_unreachable',
      detail: expect.stringMatching(
        /^127\.0\.0\.1:\d+ offers for the host key only ssh-rsa \(RSA signatures with SHA-1.*ed25519 host key.*rsa-sha2-512/,
      ),
    });
    expect(JSON.stringify(result)).not.toContain('in between');
    expect(server.attempts).toEqual([]);
  });

  it('is told by the key that can be pinned, where it proves its pinned RSA key with SHA-1 alone', async () => {
    const server = await startServer({
      hostKeys: [rsa, ecdsa],
      algorithms: { serverHostKey: ['ssh-rsa', 'ecdsa-sha2-nistp256'] },
    });

    const result = await list(server, { hostKeys: [rsa.pin] });

    expect(result).toMatchObject({ code: 'repository_unreachable', detail: expect.stringContaining('SHA-1 only') });
    expect(JSON.stringify(result)).toContain(ecdsa.pin.fingerprint);
    expect(JSON.stringify(result)).not.toContain('in between');
    expect(server.attempts).toEqual([]);
  });

  it('may be somebody in between, where an ed25519 key is pinned and a server shows others', async () => {
    const server = await startServer({
      hostKeys: [rsa, ecdsa],
      algorithms: { serverHostKey: ['ssh-rsa', 'ecdsa-sha2-nistp256'] },
    });

    expect(await list(server)).toMatchObject({ code: 'host_key_changed', seenFingerprint: ecdsa.pin.fingerprint });
  });

  it.each<[string, NonNullable<SshServerOptions['algorithms']>, RegExp]>([
    [
      'groups that it chooses itself',
      { kex: ['diffie-hellman-group-exchange-sha256', 'diffie-hellman-group-exchange-sha1'] },
      /for the key exchange only diffie-hellman-group-exchange-sha256 \(groups.*KexAlgorithms/,
    ],
    ['SHA-1', { kex: ['diffie-hellman-group14-sha1'] }, /only diffie-hellman-group14-sha1 \(SHA-1\).*KexAlgorithms/],
    ['a broken cipher', { cipher: ['aes128-cbc'] }, /for the cipher only aes128-cbc .*Ciphers/],
    ['SHA-1 for packets', { cipher: ['aes256-ctr'], hmac: ['hmac-sha1'] }, /for the MAC only hmac-sha1 .*MACs/],
    ['compression', { compress: ['zlib@openssh.com'] }, /for the compression only zlib@openssh.com .*Compression/],
  ])('is told by what it offers: %s', async (_what, algorithms, said) => {
    const server = await startServer({ algorithms });

    const result = await list(server);

    expect(result).toMatchObject({ code: 'repository_unreachable', detail: expect.stringMatching(said) });
    expect(server.attempts).toEqual([]);
  });
});

describe('a server that hangs', () => {
  it.each<[string, RegExp, (reached: () => undefined) => Partial<SshServerOptions>]>([
    ['after the handshake', /\(authentication\)/, (reached) => ({ authenticate: reached })],
    ['after the authentication', /\(command\)/, (reached) => ({ openSession: reached })],
    [
      'instead of running the command',
      /\(command\)/,
      (reached) => ({ openSession: (accept) => accept().on('exec', reached) }),
    ],
    ['after the command without a word', /\(command\)/, (reached) => ({ execute: reached })],
    [
      'after the command after half a list',
      /\(command\)/,
      (reached) => ({
        execute: (channel) =>
          channel.write(advertisement([`${ids.a} refs/heads/main`]).subarray(0, 40), () => void reached()),
      }),
    ],
  ])('%s is given up in time', async (_what, stage, hanging) => {
    let isReached = false;
    const reached = (): undefined => {
      isReached = true;
    };
    const server = await startServer(hanging(reached));

    const result = await timedOutOnce(server, () => isReached);

    expect(result).toMatchObject({ detail: expect.stringMatching(new RegExp(`within 5 s ${stage.source}`)) });
    await expect.poll(() => server.openConnections).toBe(0);
  });

  it('is not given more time for the second look at its host key', async () => {
    const server = await startServer({ hostKeys: [newServerKey.ecdsa(256)] });
    const clock = vi.spyOn(performance, 'now');
    onTestFinished(() => clock.mockRestore());
    let connections = 0;
    // The first connection takes all of a day but 50 ms by the clock, and the second one hangs: with new time it would
    // hang for longer than this test may take.
    const relay = await startRelay(server.port, (piece, before, client) => {
      if (before === 0) connections += 1;
      if (connections > 1) return;
      clock.mockReturnValue(longerThanTests - 50);
      client.write(piece);
    });
    running.push(relay);
    clock.mockReturnValue(0);

    const result = await list(relay, { timeoutMs: longerThanTests });

    expect(result).toMatchObject({ code: 'repository_unreachable', detail: expect.stringContaining('within 86400 s') });
    expect(connections).toBe(2);
  });
});

describe('a server that floods', () => {
  it.each([
    ['an endless line', Buffer.alloc(16_384, 'x')],
    ['endless lines', Buffer.alloc(16_384, 'hello\r\n')],
    ['zeros', Buffer.alloc(16_384)],
    ['who it is, and then zeros', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(16_384)])],
  ])('before the handshake, with %s, is disconnected', async (_what, piece) => {
    const server = await startTcp((socket) => pour(socket, piece));

    expect(codeOf(await list(server, { timeoutMs: longerThanTests }))).toBe('repository_unreachable');
  });

  it('before a user is known is disconnected after 256 KB, since every piece of a greeting is looked at with all before it', async () => {
    const server = await startTcp((socket) => socket.write(`${'x'.repeat(1000)}\r\n`.repeat(300)));

    expect(await list(server)).toMatchObject({ detail: `127.0.0.1:${server.port} sends more than 0.256 MB.` });
  });

  it('with errors is disconnected after the most bytes', async () => {
    const server = await startServer({ execute: (channel) => pour(channel.stderr, Buffer.alloc(16_384, 'x')) });

    expect(await list(server, { maxBytes: 1_000_000 })).toMatchObject({
      detail: `127.0.0.1:${server.port} sends more than 1 MB.`,
    });
  });
});

describe('a connection that is cut', () => {
  /** The piece with other bits at a place, if it has that place. */
  const damaged = (piece: Buffer, at: number): Buffer =>
    Buffer.from(piece.map((byte, index) => (index === at ? byte ^ 0x41 : byte)));

  // Bytes that the server sends for a whole listing: measured once, so that every stage is met.
  const bytesOfListing = async (server: SshServer): Promise<number> => {
    let max = 0;
    const relay = await startRelay(server.port, (piece, before, client) => {
      max = Math.max(max, before + piece.length);
      client.write(piece);
    });
    running.push(relay);
    await list(relay);
    return max;
  };

  it.each([
    ['closed', (client: Socket) => client.end()],
    ['reset', (client: Socket) => client.resetAndDestroy()],
  ])('and %s after any number of bytes is an answer in time, and nothing more', async (_what, cut) => {
    const server = await startServer();
    const total = await bytesOfListing(server);
    const codes = new Set<string>();
    for (let place = 0; place < total; place += 41) {
      const relay = await startRelay(server.port, (piece, before, client) => {
        if (before > place) return;
        client.write(piece.subarray(0, place - before));
        if (before + piece.length > place) cut(client);
      });
      codes.add(codeOf(await list(relay)));
      await relay.stop();
    }

    codes.delete('reachable'); // Where the last bytes are not needed.
    expect([...codes]).toEqual(['repository_unreachable']);
  });

  it('or damaged at any byte is an answer, and never other refs', async () => {
    const server = await startServer();
    const total = await bytesOfListing(server);
    const codes = new Set<string>();
    for (let place = 0; place < total; place += 47) {
      const relay = await startRelay(server.port, (piece, before, client) =>
        client.write(damaged(piece, place - before)),
      );
      const result = await list(relay, { timeoutMs: 250 });
      if (result.ok) expect(refsOf(result)).toEqual(allRefs());
      codes.add(codeOf(result));
      await relay.stop();
    }

    // A damaged host key is another one; all else fails its check, or leaves the client waiting until its time is over.
    expect(['reachable', 'host_key_changed', 'repository_unreachable']).toEqual(expect.arrayContaining([...codes]));
    expect(codes).toContain('repository_unreachable');
  });

  it('or damaged in its host key shows another key', async () => {
    const server = await startServer();
    const shown = Buffer.from(hostKey.pin.publicKey.split(' ')[1] ?? '', 'base64');
    const relay = await startRelay(server.port, (piece, _before, client) => {
      const at = piece.indexOf(shown);
      client.write(at === -1 ? piece : damaged(piece, at + shown.length - 1));
    });
    running.push(relay);

    expect(codeOf(await list(relay, { timeoutMs: longerThanTests }))).toBe('host_key_changed');
  });
});
