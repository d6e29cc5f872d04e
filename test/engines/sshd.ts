import { execFileSync, spawn } from 'node:child_process';
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
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { type HostKey, parseHostKey } from '#shared/git/host-keys.ts';

/** Where sshd is, which is on no user's PATH. @throws where there is none: these tests need it */
const found = (): string => {
  const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path));
  if (program === undefined) throw new Error('sshd is missing. Install it: apt-get install openssh-server');
  return program;
};

type HostKeyKind = 'ed25519' | 'ecdsa' | 'rsa';

/**
 * A real OpenSSH server on loopback, run by the present user, with its own host key and authorized_keys. This process
 * listens, and starts one sshd for each connection, as inetd does: so sshd needs no port, and the port stays the same
 * when the host key changes.
 */
export class Sshd {
  readonly user = userInfo().username;
  readonly #listener: Server;
  readonly #folder: string;
  #port = 0;
  #config = '';
  #keys = 0;
  #hostKey: HostKey | null = null;

  private constructor() {
    this.#listener = createServer({ pauseOnConnect: true }, (socket) => this.#serve(socket));
    this.#folder = mkdtempSync(join(tmpdir(), 'ocore-sshd-'));
    this.authorize();
  }

  static async start(hostKey: HostKeyKind = 'ed25519', settings: readonly string[] = []): Promise<Sshd> {
    found();
    const server = new Sshd();
    try {
      await new Promise<void>((resolve, reject) => {
        server.#listener.once('error', reject);
        server.#listener.listen(0, '127.0.0.1', resolve);
      });
      server.#port = (server.#listener.address() as AddressInfo).port;
      await server.run(hostKey, settings);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Replaces what authorized_keys holds; who connects at this moment sees the old or the new, never half of it. */
  authorize(...lines: readonly string[]): void {
    const file = join(this.#folder, 'authorized_keys');
    writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Serves whoever connects from now on with a host key that nobody has seen. */
  async run(kind: HostKeyKind, settings: readonly string[] = []): Promise<HostKey> {
    this.#keys += 1;
    const key = join(this.#folder, `host_key_${this.#keys}`);
    execFileSync('ssh-keygen', ['-q', '-t', kind, '-N', '', '-C', '', '-f', key]);
    this.#hostKey = parseHostKey(readFileSync(`${key}.pub`, 'utf8'));
    const config = join(this.#folder, `sshd_config_${this.#keys}`);
    writeFileSync(
      config,
      [
        `HostKey ${key}`,
        `AuthorizedKeysFile ${join(this.#folder, 'authorized_keys')}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        ...settings,
        '',
      ].join('\n'),
    );
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    // From 9.8 on, it refuses a source whose keys it did not know; older ones do not know the setting.
    const known = execFileSync(found(), ['-T', '-f', config], { encoding: 'utf8' });
    if (known.includes('persourcepenalties')) appendFileSync(config, 'PerSourcePenalties no\n');
    this.#config = config;
    return this.hostKey;
  }

  get hostKey(): HostKey {
    if (this.#hostKey === null) throw new Error('ssh-keygen wrote a key that oCore does not read.');
    return this.#hostKey;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#listener.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    const child = spawn(found(), ['-i', '-f', this.#config], { stdio: [socket, socket, 'ignore'] });
    // The child has the connection now.
    child.once('spawn', () => socket.destroy());
  }
}
