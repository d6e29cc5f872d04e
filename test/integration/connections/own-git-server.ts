import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { flush, pkt } from '#test/fixtures/advertisement.ts';
import type { Authority } from '#test/fixtures/authority.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { answering, type Execute, newServerKey, runInShell, type ServerKey, SshServer } from '../git/ssh-server.ts';

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

/**
 * A company's own Git server, without an API: real git behind SSH, where a repository has deploy keys, and behind HTTP for
 * the public. It serves `acme/odoo-custom` as long as that is there.
 */
export class OwnGitServer {
  readonly repository: BareRepository;
  /** Lines of authorized_keys: the deploy keys of the repository. */
  readonly deployKeys: string[];
  /** Whether the repository is there at all. */
  isThere = true;
  /** Whether everybody may read it over HTTP. */
  isPublic = false;
  /** Whether sshd hands on the variable that asks for protocol version 2. */
  acceptsVersion2 = true;
  /** The paths that were asked for over HTTP. */
  readonly requests: string[] = [];
  hostKey: ServerKey = newServerKey.ed25519();
  readonly #http: Server;
  readonly #origin: string;
  readonly #authority: Authority | null;
  readonly #ssh: SshServer;

  private constructor(http: Server, origin: string, authority: Authority | null, ssh: SshServer, deployKeys: string[]) {
    this.deployKeys = deployKeys;
    this.repository = new BareRepository();
    this.#http = http;
    this.#origin = origin;
    this.#authority = authority;
    this.#ssh = ssh;
    http.on('request', (request, response) => this.#answer(request, response));
    this.startSsh();
  }

  /** @param authority that vouches for it over HTTPS; without one it answers plain HTTP */
  static async start(authority: Authority | null = null): Promise<OwnGitServer> {
    const http = authority === null ? createServer() : createTlsServer(authority.issue('IP:127.0.0.1'));
    const deployKeys: string[] = [];
    let server: OwnGitServer | null = null;
    const execute: Execute = (...args) => {
      if (server !== null) server.#execute(...args);
    };
    const ssh = await SshServer.start({ hostKeys: [], authorized: deployKeys, execute });
    const origin = `${authority === null ? 'http' : 'https'}://127.0.0.1:${await listen(http)}`;
    server = new OwnGitServer(http, origin, authority, ssh, deployKeys);
    return server;
  }

  /** The attempts to authenticate over SSH since it was started, for instance `forgejo:publickey`. */
  get attempts(): readonly string[] {
    return this.#ssh.attempts;
  }

  /** As an administrator types it into the provider settings. */
  get settings(): Record<string, unknown> {
    return {
      baseUrl: this.#origin,
      ...(this.#authority === null ? {} : { caBundle: this.#authority.cert }),
      sshHost: '127.0.0.1',
      sshPort: this.#ssh.port,
      sshHostKeys: [this.hostKey.pin.publicKey],
    };
  }

  /** @param user as whom the server runs */
  cloneUrl(user = 'forgejo', fullName = 'acme/odoo-custom'): string {
    return `ssh://${user}@127.0.0.1:${this.#ssh.port}/${fullName}.git`;
  }

  /** Where a person finds the deploy keys of the repository. */
  get deployKeysPage(): string {
    return `${this.#origin}/acme/odoo-custom/settings/keys`;
  }

  /** Serves over SSH on the port that the settings name, with the present host key. */
  startSsh(): void {
    this.#ssh.serve([this.hostKey]);
  }

  #execute(...[channel, command, variables]: Parameters<Execute>): void {
    const isServed = this.isThere && command === "git-upload-pack '/acme/odoo-custom.git'";
    const known = this.acceptsVersion2 ? variables : {};
    if (isServed) runInShell(channel, `git-upload-pack '${this.repository.path}'`, known);
    else answering({ stderr: 'Gitea: Cannot find repository: acme/odoo-custom\n' })(channel, command, variables);
  }

  /** Answers as git-http-backend does. */
  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').replace('/acme/odoo-custom.git', '');
    this.requests.push(path);
    const isAdvertised = path === '/info/refs?service=git-upload-pack';
    if (!(isAdvertised || path === '/git-upload-pack') || !this.isPublic || !this.isThere) {
      response.writeHead(404).end();
      return;
    }
    const what = isAdvertised ? 'advertisement' : 'result';
    response.writeHead(200, { 'content-type': `application/x-git-upload-pack-${what}` });
    if (isAdvertised) response.write(Buffer.concat([pkt('# service=git-upload-pack\n'), flush]));
    const options = ['--stateless-rpc', ...(isAdvertised ? ['--advertise-refs'] : [])];
    const protocol = String(request.headers['git-protocol'] ?? '');
    const child = spawn('git', ['upload-pack', ...options, this.repository.path], {
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_PROTOCOL: protocol },
    });
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    child.stdout.pipe(response);
  }

  /** Is away, on SSH: who connects is cut off. */
  stopSsh(): void {
    this.#ssh.refuse();
  }

  /** Starts anew with a host key that nobody has seen. */
  replaceHostKey(): void {
    this.hostKey = newServerKey.ed25519();
    this.startSsh();
  }

  async stop(): Promise<void> {
    await this.#ssh.stop();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
    this.repository.remove();
  }
}
