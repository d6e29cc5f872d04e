import { createServer, type Server } from 'node:http';
import { flush, pkt } from '#test/fixtures/advertisement.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { answering, newServerKey, runInShell, type ServerKey, SshServer } from '../git/ssh-server.ts';

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
  readonly deployKeys: string[] = [];
  /** Whether the repository is there at all. */
  isThere = true;
  /** Whether everybody may read it over HTTP. */
  isPublic = false;
  hostKey: ServerKey = newServerKey.ed25519();
  readonly #http: Server;
  readonly #httpPort: number;
  #ssh: SshServer;
  #sshPort: number;

  private constructor(repository: BareRepository, http: Server, httpPort: number, ssh: SshServer) {
    this.repository = repository;
    this.#http = http;
    this.#httpPort = httpPort;
    this.#ssh = ssh;
    this.#sshPort = ssh.port;
  }

  static async start(): Promise<OwnGitServer> {
    const http = createServer();
    const placeholder = await SshServer.start({ hostKeys: [newServerKey.ed25519()], authorized: [] });
    const server = new OwnGitServer(new BareRepository(), http, await listen(http), placeholder);
    http.on('request', (request, response) => {
      const isAsked = request.url === '/acme/odoo-custom.git/info/refs?service=git-upload-pack';
      if (!isAsked || !server.isPublic || !server.isThere) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      const preamble = Buffer.concat([pkt('# service=git-upload-pack\n'), flush]);
      response.end(Buffer.concat([preamble, server.repository.advertisement()]));
    });
    await placeholder.stop();
    await server.startSsh();
    return server;
  }

  /** The attempts to authenticate over SSH since it was started, for instance `forgejo:publickey`. */
  get attempts(): readonly string[] {
    return this.#ssh.attempts;
  }

  /** As an administrator types it into the provider settings. */
  get settings(): Record<string, unknown> {
    return {
      baseUrl: `http://127.0.0.1:${this.#httpPort}`,
      sshHost: '127.0.0.1',
      sshPort: this.#sshPort,
      sshHostKeys: [this.hostKey.pin.publicKey],
    };
  }

  /** @param user as whom the server runs */
  cloneUrl(user = 'forgejo', fullName = 'acme/odoo-custom'): string {
    return `ssh://${user}@127.0.0.1:${this.#sshPort}/${fullName}.git`;
  }

  /** Where a person finds the deploy keys of the repository. */
  get deployKeysPage(): string {
    return `http://127.0.0.1:${this.#httpPort}/acme/odoo-custom/settings/keys`;
  }

  /** Listens on the port that the settings name, with the present host key. */
  async startSsh(): Promise<void> {
    this.#ssh = await SshServer.start({
      port: this.#sshPort,
      hostKeys: [this.hostKey],
      authorized: this.deployKeys,
      execute: (channel, command, variables) => {
        const isServed = this.isThere && command === "git-upload-pack '/acme/odoo-custom.git'";
        if (isServed) runInShell(channel, `git-upload-pack '${this.repository.path}'`, variables);
        else answering({ stderr: 'Gitea: Cannot find repository: acme/odoo-custom\n' })(channel, command, variables);
      },
    });
  }

  stopSsh(): Promise<void> {
    return this.#ssh.stop();
  }

  /** Starts anew with a host key that nobody has seen. */
  async replaceHostKey(): Promise<void> {
    await this.stopSsh();
    this.hostKey = newServerKey.ed25519();
    await this.startSsh();
  }

  async stop(): Promise<void> {
    await this.stopSsh();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
    this.repository.remove();
  }
}
