import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sshRemoteOf } from '#shared/git/ssh-remote.ts';
import { advertisement, ids, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository } from './bare-repository.ts';
import { holdRefusedPort } from './refused-port.ts';
import {
  allRefs,
  codeOf,
  hostKey,
  list,
  otherKey,
  pour,
  refsOf,
  repository,
  startServer,
  startTcp,
  timedOutOnce,
  useBench,
} from './remote-refs-ssh-bench.ts';
import { answering, newServerKey, type SshServerOptions } from './ssh-server.ts';

useBench();

describe('listing refs over SSH', () => {
  it('tells branches, tags and the default branch of a repository behind real git', async () => {
    const server = await startServer();

    expect(refsOf(await list(server))).toEqual(allRefs());
  });

  it('sends the command that git sends, as user git, and offers nothing but the deploy key', async () => {
    const server = await startServer();

    await list(server);

    expect(server.commands).toEqual([`git-upload-pack '${repository.path}'`]);
    // The key is offered first and used then; "none" and passwords are never tried.
    expect(server.attempts).toEqual(['git:publickey', 'git:publickey']);
  });

  it('reaches a server by its IPv6 address, as a URL that oCore built names it', async () => {
    const server = await startServer({ address: '::1' });
    const remote = sshRemoteOf(`ssh://git@[::1]:${server.port}${repository.path}`);

    expect(refsOf(await list(server, { remote }))).toEqual(allRefs());
    await server.stop();
    expect(await list(remote, { remote })).toMatchObject({
      detail: expect.stringContaining(`[::1]:${remote.port} refuses the connection`),
    });
  });

  it('has closed the connection when it answers', async () => {
    const server = await startServer();

    await list(server);

    await expect.poll(() => server.openConnections).toBe(0);
  });

  it('reads an empty repository', async () => {
    const empty = new BareRepository();
    try {
      const server = await startServer();

      const result = await list(server, { remote: { host: '127.0.0.1', port: server.port, path: empty.path } });

      expect(refsOf(result)).toEqual({ branches: {}, tags: {}, defaultBranch: null });
    } finally {
      empty.remove();
    }
  });

  it('does not wait for a server that keeps the channel open after it has listed', async () => {
    const server = await startServer({
      execute: (channel) => {
        channel.write(advertisement([`${ids.a} refs/heads/main`]));
      },
    });

    expect(refsOf(await list(server)).branches).toEqual({ main: ids.a });
  });
});

describe('the host key', () => {
  it('may be any of those that are pinned', async () => {
    const server = await startServer();

    const result = await list(server, { hostKeys: [newServerKey.ed25519().pin, newServerKey.rsa().pin, hostKey.pin] });

    expect(result.ok).toBe(true);
  });

  it('is refused once it was replaced, with both fingerprints, before anything is sent', async () => {
    const replaced = newServerKey.ed25519();
    const server = await startServer({ hostKeys: [replaced] });

    const result = await list(server);

    expect(result).toEqual({
      ok: false,
      code: 'host_key_changed',
      detail: expect.stringContaining('127.0.0.1'),
      expectedFingerprint: hostKey.pin.fingerprint,
      seenFingerprint: replaced.pin.fingerprint,
    });
    expect(server.attempts).toEqual([]);
  });

  it('is told, but not trusted, where none is pinned', async () => {
    const server = await startServer();

    const result = await list(server, { hostKeys: [] });

    expect(result).toMatchObject({ code: 'host_key_changed', seenFingerprint: hostKey.pin.fingerprint });
    expect(result).not.toHaveProperty('expectedFingerprint');
    expect(server.attempts).toEqual([]);
  });
});

describe('the deploy key', () => {
  it('is rejected where the server does not know it', async () => {
    const server = await startServer({ authorized: [otherKey.publicKey] });

    expect(await list(server)).toMatchObject({ ok: false, code: 'deploy_key_rejected' });
    expect(server.commands).toEqual([]);
  });

  it.each([
    ['Gitea', 'Gitea: Unauthorized\nDeploy Key: 7:ocore is not authorized to read acme/odoo.\n', 'deploy_key_rejected'],
    [
      'Bitbucket',
      'conq: repository access denied. deployment key is not associated with the requested repository.\n',
      'deploy_key_rejected',
    ],
    ['GitHub', 'ERROR: Repository not found.\n', 'repository_not_found'],
    [
      'GitLab',
      "remote: ERROR: The project you were looking for could not be found or you don't have permission to view it.\n",
      'repository_not_found',
    ],
    ['Forgejo', 'Forgejo: Cannot find repository: acme/odoo\n', 'repository_not_found'],
  ])('does not open another repository: %s', async (_what, stderr, code) => {
    const server = await startServer({ execute: answering({ stderr }) });

    expect(codeOf(await list(server))).toBe(code);
  });
});

describe('the repository', () => {
  it('is not found where real git does not find it', async () => {
    const server = await startServer();

    const result = await list(server, {
      remote: { host: '127.0.0.1', port: server.port, path: '/nonexistent/odoo-custom.git' },
    });

    expect(codeOf(result)).toBe('repository_not_found');
  });

  it.each<[string, NonNullable<SshServerOptions['openSession']>]>([
    ['session', (_accept, reject) => reject()],
    ['command', (accept) => accept().on('exec', (_acceptExec, reject) => reject())],
  ])('cannot be reached where the server refuses the %s', async (_what, openSession) => {
    const server = await startServer({ openSession });

    expect(await list(server)).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining('does not run git-upload-pack'),
    });
  });
});

describe('a host that cannot be reached', () => {
  it('refuses the connection', async () => {
    const { port, release } = await holdRefusedPort();

    const result = await list({ port });

    await release();
    expect(result).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining(`127.0.0.1:${port} refuses the connection: check its port`),
    });
  });
});

describe('a server that hangs', () => {
  it.each([
    ['says nothing', () => undefined],
    ['says who it is, and nothing more', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
    ['begins to say who it is', (socket: Socket) => socket.write('SSH-2.0-')],
  ])('%s: it is given up in time, and disconnected', async (_what, serve) => {
    const server = await startTcp(serve);

    const result = await timedOutOnce(server, () => server.openConnections === 1);

    expect(result).toMatchObject({ code: 'repository_unreachable', detail: expect.stringContaining('within 5 s') });
    await expect.poll(() => server.openConnections).toBe(0);
  });
});

describe('a server that floods', () => {
  it('with output is disconnected after the most bytes', async () => {
    const line = pkt(`${ids.a} refs/pull/${'1'.repeat(60_000)}\n`);
    const server = await startServer({
      execute: (channel) => {
        channel.write(pkt(`${ids.a} refs/heads/main\0agent=git/2\n`));
        pour(channel, line);
      },
    });

    expect(await list(server, { maxBytes: 1_000_000 })).toMatchObject({
      code: 'repository_unreachable',
      detail: `127.0.0.1:${server.port} sends more than 1 MB.`,
    });
  });
});

describe('a server that talks something else', () => {
  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['SSH 1', 'SSH-1.5-old\r\n'],
    ['an SSH banner without a version', 'SSH-\r\n'],
    ['a packet without an end', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.from('ffffffff00', 'hex')])],
    ['a packet of no length', Buffer.concat([Buffer.from('SSH-2.0-x\r\n'), Buffer.alloc(64)])],
    ['a secret', 'the password is s3cr3t\r\n'],
  ])('%s cannot be reached, and is not quoted', async (_what, answer) => {
    const server = await startTcp((socket) => socket.end(answer));

    const result = await list(server);

    expect(codeOf(result)).toBe('repository_unreachable');
    expect(JSON.stringify(result)).not.toMatch(/s3cr3t|Bad Request/);
  });
});
