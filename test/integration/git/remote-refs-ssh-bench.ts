import { generateKeyPairSync } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type { RemoteRefsResult } from '#shared/git/remote-refs-result.ts';
import { listRefsOverSsh, type SshListing } from '#shared/git/remote-refs-ssh.ts';
import { BareRepository } from './bare-repository.ts';
import { newServerKey, SshServer, type SshServerOptions } from './ssh-server.ts';
import { TcpServer } from './tcp-server.ts';

export const deployKey = generateDeployKey('ocore prj_01J00000000000000000000000');
export const otherKey = generateDeployKey('another');

export const encryptedKey = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'pw' },
}).privateKey;

export const hostKey = newServerKey.ed25519();
export let repository: BareRepository;
let commits: { readonly main: string; readonly staging: string };
export const running: { stop(): Promise<void> }[] = [];

export const startServer = async (options: Partial<SshServerOptions> = {}): Promise<SshServer> => {
  const server = await SshServer.start({ hostKeys: [hostKey], authorized: [deployKey.publicKey], ...options });
  running.push(server);
  return server;
};

export const startTcp = async (serve: (socket: Socket) => void): Promise<TcpServer> => {
  const server = await TcpServer.start(serve);
  running.push(server);
  return server;
};

export const list = (server: { readonly port: number }, over: Partial<SshListing> = {}): Promise<RemoteRefsResult> =>
  listRefsOverSsh({
    remote: { host: '127.0.0.1', port: server.port, path: repository.path },
    privateKey: deployKey.privateKey,
    hostKeys: [hostKey.pin],
    allowLoopback: true,
    timeoutMs: 60_000,
    ...over,
  });

/**
 * The result of a listing whose time runs out as soon as the server has come to a point, however long it takes to get
 * there: the listing's timer is moved, and no clock is waited for.
 */
export const timedOutOnce = async (
  server: { readonly port: number },
  isReached: () => boolean,
): Promise<RemoteRefsResult> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const result = list(server, { timeoutMs: 5000 });
    await expect.poll(isReached).toBe(true);
    vi.advanceTimersByTime(5000);
    return await result;
  } finally {
    vi.useRealTimers();
  }
};

export const refsOf = (result: RemoteRefsResult) => {
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
  return {
    branches: Object.fromEntries(result.refs.branches),
    tags: Object.fromEntries(result.refs.tags),
    defaultBranch: result.refs.defaultBranch,
  };
};

export const codeOf = (result: RemoteRefsResult): string => (result.ok ? 'reachable' : result.code);

export const allRefs = () => ({
  branches: commits,
  tags: { v1: commits.main, v2: commits.staging },
  defaultBranch: 'main',
});

/** Writes for as long as the other side takes it. */
export const pour = (
  target: { write(piece: Buffer): boolean; once(event: 'drain', then: () => void): unknown },
  piece: Buffer,
) => {
  for (let pieces = 0; pieces < 2000; pieces += 1) {
    if (!target.write(piece)) {
      target.once('drain', () => pour(target, piece));
      return;
    }
  }
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(() => {
    repository = new BareRepository();
    commits = { main: repository.commit('main'), staging: repository.commit('staging') };
    repository.run('tag', '-a', 'v1', '-m', 'Release', 'main');
    repository.run('tag', 'v2', 'staging');
  });
  afterAll(() => repository.remove());
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });
};
