import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DeployKeyPair, generateDeployKey } from '#shared/git/deploy-key.ts';
import type { HostKey } from '#shared/git/host-keys.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import { listRefsOverSsh, type SshListing } from '#shared/git/remote-refs-ssh.ts';
import { BareRepository } from '#test/integration/git/bare-repository.ts';
import { Sshd } from './sshd.ts';

const run = promisify(execFile);
const newKey = (): DeployKeyPair => generateDeployKey('ocore prj_01J00000000000000000000000');
const deployKey = newKey();

let repository: BareRepository;
let commits: { readonly main: string; readonly staging: string };
let folder: string;
beforeAll(() => {
  repository = new BareRepository();
  commits = { main: repository.commit('main'), staging: repository.commit('staging') };
  repository.run('tag', '-a', 'v1', '-m', 'Release', 'main');
  folder = mkdtempSync(join(tmpdir(), 'ocore-openssh-'));
});
afterAll(() => {
  repository?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

let server: Sshd | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const start = async (...options: Parameters<typeof Sshd.start>): Promise<Sshd> => {
  server = await Sshd.start(...options);
  server.authorize(deployKey.publicKey);
  return server;
};

const list = (sshd: Sshd, over: Partial<SshListing> & { readonly path?: string } = {}): Promise<RemoteRefsResult> =>
  listRefsOverSsh({
    remote: { host: '127.0.0.1', port: sshd.port, path: over.path ?? repository.path, user: sshd.user },
    privateKey: deployKey.privateKey,
    hostKeys: [sshd.hostKey],
    allowLoopback: true,
    ...over,
  });

const codeOf = (result: RemoteRefsResult): string => (result.ok ? 'reachable' : result.code);

const refsOf = (result: RemoteRefsResult) => {
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
  return {
    branches: Object.fromEntries(result.refs.branches),
    tags: Object.fromEntries(result.refs.tags),
    defaultBranch: result.refs.defaultBranch,
  };
};

const allRefs = () => ({ branches: commits, tags: { v1: commits.main }, defaultBranch: 'main' });

describe('a real OpenSSH server', () => {
  it('lets the generated key in: the refs are listed', async () => {
    const sshd = await start();

    expect(refsOf(await list(sshd))).toEqual(allRefs());
  });

  it('lets it in with nothing but the one command, as a gateway does', async () => {
    const sshd = await start();
    sshd.authorize(`restrict,command="git-upload-pack '${repository.path}'" ${deployKey.publicKey}`);

    expect(refsOf(await list(sshd, { path: '/whatever.git' }))).toEqual(allRefs());
  });

  it('rejects the key once it is removed', async () => {
    const sshd = await start();
    const before = await list(sshd);

    sshd.authorize();

    expect([codeOf(before), codeOf(await list(sshd))]).toEqual(['reachable', 'deploy_key_rejected']);
  });

  it('rejects an unknown key at once: it is told from a lost connection', async () => {
    const sshd = await start('ed25519', ['MaxAuthTries 1']);
    sshd.authorize(newKey().publicKey);

    expect(codeOf(await list(sshd))).toBe('deploy_key_rejected');
  });

  it.each(['ed25519', 'rsa'] as const)('is refused once its host key is replaced by one of %s', async (kind) => {
    const sshd = await start();
    const pinned = sshd.hostKey;

    const seen = await sshd.run(kind);

    expect(await list(sshd, { hostKeys: [pinned] })).toMatchObject({
      code: 'host_key_changed',
      expectedFingerprint: pinned.fingerprint,
      seenFingerprint: seen.fingerprint,
    });
  });

  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('may have a host key of %s', async (kind) => {
    const sshd = await start(kind);

    expect((await list(sshd)).ok).toBe(true);
  });

  it.each([
    ['ChaCha20', ['Ciphers chacha20-poly1305@openssh.com']],
    ['AES in counter mode', ['Ciphers aes256-ctr', 'MACs hmac-sha2-512-etm@openssh.com']],
    ['AES in Galois mode', ['Ciphers aes256-gcm@openssh.com']],
    ['a curve of NIST', ['KexAlgorithms ecdh-sha2-nistp256']],
    ['a large group', ['KexAlgorithms diffie-hellman-group16-sha512']],
    ['a new session key every few packets', ['RekeyLimit 16K']],
  ])('may insist on %s', async (_what, settings) => {
    const many = new BareRepository();
    try {
      const commit = many.commit('main');
      for (let n = 0; n < 1000; n += 1) {
        writeFileSync(join(many.path, 'refs', 'heads', `feature-${n}`), `${commit}\n`);
      }
      const sshd = await start('ed25519', settings);

      const result = await list(sshd, { path: many.path });

      expect(result.ok && result.refs.branches.size).toBe(1001);
    } finally {
      many.remove();
    }
  });

  it.each([
    [
      'SHA-1 in the key exchange',
      'ed25519',
      'KexAlgorithms diffie-hellman-group14-sha1',
      'diffie-hellman-group14-sha1',
    ],
    [
      'groups that it chooses',
      'ed25519',
      'KexAlgorithms diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group-exchange-sha256',
    ],
    ['RSA signatures with SHA-1', 'rsa', 'HostKeyAlgorithms ssh-rsa', 'ssh-rsa'],
    ['a mode that is broken', 'ed25519', 'Ciphers aes256-cbc', 'aes256-cbc'],
  ] as const)('that offers %s alone is told by that', async (_what, kind, setting, offered) => {
    const sshd = await start(kind, [setting]);

    expect(await list(sshd)).toMatchObject({
      code: 'repository_unreachable',
      detail: expect.stringContaining(`only ${offered} (`),
    });
  });

  it.each([
    ['takes the version of the protocol from its clients', ['AcceptEnv GIT_PROTOCOL']],
    ['does not', []],
  ])('tells the same refs whether it %s or not', async (_what, settings) => {
    const sshd = await start('ed25519', settings);

    expect(refsOf(await list(sshd))).toEqual(allRefs());
  });

  it('has no such repository', async () => {
    const sshd = await start();

    expect(codeOf(await list(sshd, { path: '/nonexistent/odoo.git' }))).toBe('repository_not_found');
  });

  it('cannot be reached where the key may not run git', async () => {
    const sshd = await start();
    sshd.authorize(`command="echo This account is currently not available." ${deployKey.publicKey}`);

    expect(codeOf(await list(sshd))).toBe('repository_unreachable');
  });

  it('cannot be reached once it is stopped', async () => {
    const sshd = await start();
    const { hostKey } = sshd;

    await sshd.stop();

    expect(codeOf(await list(sshd, { hostKeys: [hostKey] }))).toBe('repository_unreachable');
  });
});

describe('while real git fetches again and again', () => {
  let files = 0;
  /** Fetches as a runner does. @throws where git fails */
  const fetchWith = async (sshd: Sshd, hostKey: HostKey, key: DeployKeyPair): Promise<void> => {
    files += 1;
    const [keyFile, knownHosts] = [join(folder, `key-${files}`), join(folder, `known-hosts-${files}`)];
    writeFileSync(keyFile, key.privateKey, { mode: 0o600 });
    writeFileSync(knownHosts, `[127.0.0.1]:${sshd.port} ${hostKey.publicKey}\n`);
    const ssh = `ssh -F /dev/null -i ${keyFile} -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${knownHosts}`;
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${repository.path}`;
    const clone = join(folder, 'clone.git');
    await run('git', ['init', '--quiet', '--bare', clone]);
    await run('git', ['--git-dir', clone, 'fetch', '--quiet', '--', url, '+refs/heads/*:refs/heads/*'], {
      env: { ...process.env, GIT_SSH_COMMAND: ssh, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  };

  it('no fetch fails when the key is rotated with overlap, and the old key is of no use afterwards', async () => {
    const sshd = await start();
    const { hostKey } = sshd;
    let current = deployKey;
    let fetched = 0;
    let inFlight = Promise.resolve();
    let rotating = true;
    const failures: unknown[] = [];
    const loop = (async () => {
      while (rotating) {
        inFlight = fetchWith(sshd, hostKey, current).then(
          () => {
            fetched += 1;
          },
          (error: unknown) => {
            failures.push(error);
          },
        );
        await inFlight;
      }
    })();
    const anotherFetch = async (): Promise<void> => {
      const before = fetched + failures.length;
      await expect.poll(() => fetched + failures.length).toBeGreaterThan(before);
    };

    for (let rotation = 0; rotation < 3; rotation += 1) {
      const old = current;
      const next = newKey();
      await anotherFetch();
      sshd.authorize(old.publicKey, next.publicKey);
      await anotherFetch();
      expect(codeOf(await list(sshd, { privateKey: next.privateKey }))).toBe('reachable');
      current = next;
      // Who began with the old key shall end with it.
      await inFlight;
      sshd.authorize(next.publicKey);
      await anotherFetch();
      expect(codeOf(await list(sshd, { privateKey: old.privateKey }))).toBe('deploy_key_rejected');
    }
    rotating = false;
    await loop;

    expect(failures).toEqual([]);
    expect(fetched).toBeGreaterThanOrEqual(9);
    await expect(fetchWith(sshd, hostKey, deployKey)).rejects.toThrow('Permission denied (publickey)');
  });
});
