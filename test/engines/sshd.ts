import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type HostKey, parseHostKey } from '#shared/git/host-keys.ts';

/** Where sshd is, which is on no user's PATH. @throws where there is none: these tests need it */
const found = (): string => {
  const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));
  if (program === undefined) throw new Error('sshd is missing. Install it: apt-get install openssh-server');
  return program;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

type HostKeyKind = 'ed25519' | 'ecdsa' | 'rsa';

/** A real OpenSSH server on loopback, run by the present user, with its own host key and authorized_keys. */
export class Sshd {
  readonly port: number;
  readonly user = userInfo().username;
  readonly #folder: string;
  #process: ChildProcess | null = null;
  #keys = 0;
  #hostKey: HostKey | null = null;

  private constructor(port: number) {
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'ocore-sshd-'));
    this.authorize();
  }

  static async start(hostKey: HostKeyKind = 'ed25519', settings: readonly string[] = []): Promise<Sshd> {
    found();
    const server = new Sshd(await freePort());
    try {
      await server.run(hostKey, settings);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Replaces what authorized_keys holds; who connects at this moment sees the old or the new, never half of it. */
  authorize(...lines: readonly string[]): void {
    const file = join(this.#folder, 'authorized_keys');
    writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Starts it, or starts it anew, with a host key that nobody has seen. */
  async run(kind: HostKeyKind, settings: readonly string[] = []): Promise<HostKey> {
    await this.stop({ keepFolder: true });
    this.#keys += 1;
    const key = join(this.#folder, `host_key_${this.#keys}`);
    execFileSync('ssh-keygen', ['-q', '-t', kind, '-N', '', '-C', '', '-f', key]);
    this.#hostKey = parseHostKey(readFileSync(`${key}.pub`, 'utf8'));
    const config = join(this.#folder, 'sshd_config');
    writeFileSync(
      config,
      [
        `Port ${this.port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${key}`,
        `PidFile ${join(this.#folder, 'pid')}`,
        `AuthorizedKeysFile ${join(this.#folder, 'authorized_keys')}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        'MaxStartups 100',
        ...settings,
        '',
      ].join('\n'),
    );
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    // From 9.8 on, it refuses a source whose keys it did not know; older ones do not know the setting.
    const known = execFileSync(found(), ['-T', '-f', config], { encoding: 'utf8' });
    if (known.includes('persourcepenalties')) appendFileSync(config, 'PerSourcePenalties no\n');
    await this.#listen(config);
    return this.hostKey;
  }

  get hostKey(): HostKey {
    if (this.#hostKey === null) throw new Error('ssh-keygen wrote a key that oCore does not read.');
    return this.#hostKey;
  }

  async stop(options: { readonly keepFolder?: boolean } = {}): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child !== null && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    if (options.keepFolder !== true) rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listen(config: string): Promise<void> {
    let log = '';
    const child = spawn(found(), ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (piece: Buffer) => {
      log += piece.toString();
    });
    this.#process = child;
    for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
      if (log.includes('Server listening')) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`sshd did not start: ${log}`);
  }
}
