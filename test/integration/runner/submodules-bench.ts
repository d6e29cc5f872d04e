import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { onTestFinished } from 'vitest';
import { Authority } from '#test/fixtures/authority.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { runInShell } from '../git/ssh-server.ts';
import { bench, manifest } from './fetching-bench.ts';
import { WorkTree } from './work-tree.ts';

/** Another repository of the bench's server, that a submodule points to. */
export class Library {
  readonly repository: BareRepository;
  readonly work: WorkTree;
  /** Whether anybody may read it over HTTPS. */
  isPublic = false;

  constructor(format: 'sha1' | 'sha256' = 'sha1') {
    this.repository = new BareRepository(format);
    this.work = new WorkTree(this.repository.path, format);
    onTestFinished(() => {
      this.work.remove();
      this.repository.remove();
    });
  }

  get sshUrl(): string {
    return `ssh://${userInfo().username}@127.0.0.1:${bench.ssh.port}${this.repository.path}`;
  }

  /** As the deployed repository may name it: from its own URL. */
  get relativeUrl(): string {
    const [, folder] = this.repository.path.split('/').slice(-3);
    return `../../${folder}/odoo-custom.git`;
  }
}

/** A submodule: where it is, its URL, and the commit that is named. */
type Pointer = readonly [path: string, url: string, commit: string];

/** Commits these submodules, and no others, and pushes. @returns the commit's id */
export const pointTo = (work: WorkTree, branch: string, pointers: readonly Pointer[]): string => {
  const before = work.git('ls-files', '--stage').split('\n');
  for (const [, path] of before.map((line) => /^160000 .*\t(.*)$/.exec(line) ?? []))
    if (path !== undefined) work.git('update-index', '--force-remove', path);
  for (const [path, , commit] of pointers) work.git('update-index', '--add', '--cacheinfo', `160000,${commit},${path}`);
  work.write(
    '.gitmodules',
    pointers.map(([path, url]) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${url}\n`).join(''),
  );
  work.git('add', '.gitmodules');
  work.git('commit', '--quiet', '--allow-empty', '-m', 'Submodules');
  work.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
  return work.git('rev-parse', 'HEAD');
};

/** Modules as files. */
export const modules = (versions: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(versions).map(([name, version]) => [`${name}/__manifest__.py`, manifest(version)]));

const blobOf = (publicKey: string): string => publicKey.split(' ', 2).join(' ');

/**
 * Lets each key open one repository, as at GitHub: the deploy key that which is deployed.
 * @param others by public key, the repository that it opens
 */
export const eachOpensOne = (others: ReadonlyMap<string, Library> = new Map()): void => {
  const opened = new Map([...others].map(([key, library]) => [blobOf(key), library.repository.path]));
  opened.set(blobOf(bench.key.publicKey), bench.repository.path);
  bench.onFetch = (channel, command, variables) => {
    const path = opened.get(bench.ssh.accepted.at(-1) ?? '');
    if (path !== undefined && command.includes(path)) return runInShell(channel, command, variables);
    channel.stderr.write('ERROR: Repository not found.\n');
    channel.exit(1);
    channel.end();
  };
};

/** Git over HTTPS, without a credential: what is not public is not there. @returns its origin */
export const serveOverHttps = async (libraries: readonly Library[]): Promise<string> => {
  const authority = new Authority();
  const server: Server = createServer(authority.issue('IP:127.0.0.1'), (request, response) => {
    const url = new URL(request.url ?? '/', 'https://127.0.0.1');
    const library = libraries.find((one) => one.isPublic && url.pathname.startsWith(`${one.repository.path}/`));
    if (library === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Git"' }).end();
      return;
    }
    const isListing = url.pathname.endsWith('/info/refs');
    const protocol = String(request.headers['git-protocol'] ?? '');
    response.setHeader('content-type', `application/x-git-upload-pack-${isListing ? 'advertisement' : 'result'}`);
    if (isListing) response.write('001e# service=git-upload-pack\n0000');
    const git = spawn(
      'git',
      ['upload-pack', '--stateless-rpc', ...(isListing ? ['--advertise-refs'] : []), library.repository.path],
      { env: { PATH: process.env.PATH, GIT_PROTOCOL: protocol }, stdio: ['pipe', 'pipe', 'ignore'] },
    );
    request.pipe(git.stdin);
    git.stdout.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const known = process.env.GIT_SSL_CAINFO;
  process.env.GIT_SSL_CAINFO = authority.file;
  onTestFinished(async () => {
    if (known === undefined) delete process.env.GIT_SSL_CAINFO;
    else process.env.GIT_SSL_CAINFO = known;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    authority.remove();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
