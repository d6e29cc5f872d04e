import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import ssh2, { type Algorithms, type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import { type HostKey, parseHostKey } from '#shared/git/host-keys.ts';

/** What a client sets for its command. */
export type Variables = Readonly<Record<string, string>>;

/** What is done with a command; by default it is run, as sshd does. */
export type Execute = (channel: ServerChannel, command: string, variables: Variables) => void;

export type SshServerOptions = {
  /** Default 127.0.0.1. */
  readonly address?: string;
  readonly hostKeys: readonly ServerKey[];
  /** Lines of authorized_keys; may be changed while the server runs. */
  readonly authorized: string[];
  readonly execute?: Execute;
  /** The variables that clients may set, as AcceptEnv says; by default the one for the version of Git's protocol. */
  readonly acceptedVariables?: readonly string[];
  /** Default: one that is free. */
  readonly port?: number;
  readonly algorithms?: Algorithms;
  /** Takes the place of checking the key. */
  readonly authenticate?: (context: AuthContext) => void;
  /** Takes the place of opening a session for the command. */
  readonly openSession?: (accept: () => Session, reject: () => void) => void;
};

/** A host key with the half that a client pins. */
export type ServerKey = { readonly private: string; readonly pin: HostKey };

const keyOf = (pair: { readonly private: string; readonly public: string }): ServerKey => {
  const pin = parseHostKey(pair.public);
  if (pin === null) throw new Error(`${pair.public} is no host key.`);
  return { private: pair.private, pin: { type: pin.type, publicKey: pin.publicKey, fingerprint: pin.fingerprint } };
};

/** One key in 256 begins with a zero byte, which ssh2 leaves out: the key is then malformed, and another one is made. */
const ed25519 = (): ServerKey => {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (parseHostKey(pair.public) !== null) return keyOf(pair);
  }
};

export const newServerKey = {
  ed25519,
  ecdsa: (bits: 256 | 384 | 521): ServerKey => keyOf(ssh2.utils.generateKeyPairSync('ecdsa', { bits })),
  rsa: (): ServerKey => keyOf(ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 })),
};

export const runInShell: Execute = (channel, command, variables) => {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', ...variables };
  const child = spawn('sh', ['-c', command], { env });
  child.stdin.on('error', () => undefined);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  channel.pipe(child.stdin);
  channel.on('close', () => child.kill());
  child.on('close', (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
};

/** Answers a command with texts, instead of running it. */
export const answering =
  (answer: { readonly stdout?: string | Buffer; readonly stderr?: string; readonly code?: number }): Execute =>
  (channel) => {
    if (answer.stderr !== undefined) channel.stderr.write(answer.stderr);
    if (answer.stdout !== undefined) channel.write(answer.stdout);
    channel.exit(answer.code ?? 1);
    channel.end();
  };

/** A Git server behind SSH in this process, with real git behind it. */
export class SshServer {
  readonly commands: string[] = [];
  /** `git:publickey` for each attempt to authenticate. */
  readonly attempts: string[] = [];
  /** The public keys that opened a connection, in order. */
  readonly accepted: string[] = [];
  /** Host key algorithms, by connection. */
  readonly negotiated: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #listener: Server;
  readonly #options: SshServerOptions;
  #sshd: ssh2.Server | null;

  private constructor(options: SshServerOptions) {
    this.#options = options;
    this.#sshd = this.#sshdWith(options.hostKeys);
    this.#listener = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      socket.setNoDelay(true);
      if (this.#sshd === null) socket.resetAndDestroy();
      else this.#sshd.injectSocket(socket);
    });
  }

  #sshdWith(hostKeys: readonly ServerKey[]): ssh2.Server {
    const { algorithms } = this.#options;
    const sshd = new ssh2.Server({
      hostKeys: hostKeys.map((key) => key.private),
      ...(algorithms === undefined ? {} : { algorithms }),
    });
    return sshd.on('connection', (connection) => this.#serve(connection));
  }

  static async start(options: SshServerOptions): Promise<SshServer> {
    const server = new SshServer(options);
    await new Promise<void>((resolve) =>
      server.#listener.listen(options.port ?? 0, options.address ?? '127.0.0.1', resolve),
    );
    return server;
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return address.port;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** Serves nobody any more. It keeps its port, which another process could take before it serves again. */
  refuse(): void {
    this.#sshd = null;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Serves again, as a server that was started anew. */
  serve(hostKeys: readonly ServerKey[]): void {
    this.refuse();
    this.attempts.length = 0;
    this.#sshd = this.#sshdWith(hostKeys);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #serve(connection: Connection): void {
    connection.on('error', () => undefined);
    connection.on('handshake', (negotiated) => this.negotiated.push(negotiated.serverHostKey));
    connection.on('authentication', (context) => {
      this.attempts.push(`${context.username}:${context.method}`);
      (this.#options.authenticate ?? ((one) => this.#authenticate(one)))(context);
    });
    connection.on('session', (accept, reject) => {
      (this.#options.openSession ?? ((acceptOne) => this.#openSession(acceptOne)))(accept, reject);
    });
  }

  #authenticate(context: AuthContext): void {
    if (this.#isAuthorized(context)) context.accept();
    else context.reject(['publickey']);
  }

  #isAuthorized(context: AuthContext): boolean {
    if (context.method !== 'publickey') return false;
    const offered = `${context.key.algo} ${context.key.data.toString('base64')} `;
    const line = this.#options.authorized.find((one) => one.startsWith(offered));
    if (line === undefined) return false;
    // A client asks first whether a key would do, and signs with it then.
    if (context.signature === undefined || context.blob === undefined) return true;
    const key = ssh2.utils.parseKey(line);
    const isSigned = !(key instanceof Error) && key.verify(context.blob, context.signature, context.hashAlgo) === true;
    if (isSigned) this.accepted.push(offered.trim());
    return isSigned;
  }

  #openSession(accept: () => Session): void {
    const variables: Record<string, string> = {};
    const session = accept();
    session.on('env', (acceptVariable, rejectVariable, { key, val }) => {
      const isAccepted = (this.#options.acceptedVariables ?? ['GIT_PROTOCOL']).includes(key);
      if (isAccepted) variables[key] = val;
      // Nobody waits for an answer where none is asked for.
      (isAccepted ? acceptVariable : rejectVariable)?.();
    });
    session.on('exec', (acceptExec, _reject, { command }) => {
      this.commands.push(command);
      const channel = acceptExec();
      channel.on('error', () => undefined);
      (this.#options.execute ?? runInShell)(channel, command, variables);
    });
  }
}
