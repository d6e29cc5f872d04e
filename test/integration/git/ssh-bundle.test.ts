import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundleSize, bundleInto, bundleSettings } from '#infra/bundle.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { root, runCommand } from '#test/run-command.ts';
import { BareRepository } from './bare-repository.ts';
import { newServerKey, SshServer } from './ssh-server.ts';

const deployKey = generateDeployKey('ocore');
const hostKey = newServerKey.ed25519();

let repository: BareRepository;
let commit: string;
// The head of an encrypted openssh-key-v1, which is all that is read of it.
const withPassphrase = [
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['aes256-ctr', 'bcrypt', 'salt'].map((text) =>
      Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]),
    ),
    Buffer.from([0, 0, 0, 1]),
  ]).toString('base64'),
  '-----END OPENSSH PRIVATE KEY-----',
  '',
].join('\n');

/** Outside of the checkout, as in a Lambda: what is not in the bundle is nowhere. */
let folder: string;
let size: BundleSize;
beforeAll(async () => {
  repository = new BareRepository();
  commit = repository.commit('main');
  folder = mkdtempSync(join(tmpdir(), 'ocore-bundle-'));
  size = await bundleInto(folder, { entryPoints: [`${root}shared/git/remote-refs-ssh.ts`] });
});
afterAll(() => {
  repository?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

const list = async (server: SshServer, privateKey: string): Promise<unknown> => {
  const listing = {
    remote: { host: '127.0.0.1', port: server.port, path: repository.path },
    privateKey,
    hostKeys: [hostKey.pin],
    allowLoopback: true,
  };
  const script = join(folder, 'list.js');
  writeFileSync(
    script,
    `const { listRefsOverSsh } = require('./index.js');
     listRefsOverSsh(${JSON.stringify(listing)}).then((result) =>
       process.stdout.write(JSON.stringify(result.ok ? [...result.refs.branches] : result.code)));`,
  );
  const { stdout, stderr } = await runCommand(process.execPath, [script], { cwd: folder });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

it.each([
  ['AES in Galois mode', 'aes256-gcm@openssh.com'],
  ['AES in counter mode', 'aes256-ctr'],
  ['ChaCha20', 'chacha20-poly1305@openssh.com'],
] as const)('a bundle lists refs without the native parts of ssh2, over %s', async (_what, cipher) => {
  const server = await SshServer.start({
    hostKeys: [hostKey],
    authorized: [deployKey.publicKey],
    algorithms: { cipher: [cipher] },
  });
  try {
    expect(await list(server, deployKey.privateKey)).toEqual([['main', commit]]);
  } finally {
    await server.stop();
  }
});

it('a bundle is made where the native parts were not built', () => {
  const modules = join(folder, 'node_modules');
  for (const name of ['ssh2', 'cpu-features', 'asn1', 'safer-buffer']) {
    if (!existsSync(`${root}node_modules/${name}`)) continue; // cpu-features may be missing.
    cpSync(`${root}node_modules/${name}`, join(modules, name), {
      recursive: true,
      filter: (path) => !/\/(build|deps|src|test|examples)$/.test(path),
    });
  }
  const contents = "module.exports = require('ssh2/lib/client.js');";

  const { warnings } = buildSync({ ...bundleSettings, write: false, stdin: { contents, resolveDir: folder } });

  expect(warnings).toEqual([]);
  rmSync(modules, { recursive: true });
});

it('a bundle takes a private key with a passphrase for one that cannot be read', async () => {
  const server = await SshServer.start({ hostKeys: [hostKey], authorized: [] });
  try {
    expect(await list(server, withPassphrase)).toBe('deploy_key_rejected');
  } finally {
    await server.stop();
  }
});

it('the listing adds at most 290 KB to a bundle', () => {
  expect(size.inAll).toBeLessThanOrEqual(290_000);
});

it('ssh2 is in a chunk of its own, which is not read at a cold start', () => {
  expect(size.atStart).toBeLessThanOrEqual(30_000);
});
