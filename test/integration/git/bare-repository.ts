import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Only what a test says shall have an effect: no configuration of the machine, no clock, no prompt.
const environment = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Mona Lisa',
  GIT_AUTHOR_EMAIL: 'mona@acme.example',
  GIT_AUTHOR_DATE: '2026-11-24T10:00:00Z',
  GIT_COMMITTER_NAME: 'Mona Lisa',
  GIT_COMMITTER_EMAIL: 'mona@acme.example',
  GIT_COMMITTER_DATE: '2026-11-24T10:00:00Z',
};

/**
 * Runs git to its end.
 * @param protocol for `GIT_PROTOCOL` @param input on its standard input @param at the date of what it makes
 * @throws where it fails, or where there is no git: these tests need it
 */
export const gitBytes = (args: readonly string[], protocol = '', input = '', at?: string): Buffer => {
  try {
    const date = at === undefined ? {} : { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    const env = { ...environment, ...date, GIT_PROTOCOL: protocol };
    return execFileSync('git', args, { env, input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 16_000_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('This test needs git. Install it: apt-get install git', { cause: error });
  }
};

/** A bare repository in a folder of its own, made with real git. */
export class BareRepository {
  readonly path: string;
  readonly #folder: string;
  #tree: string | null = null;

  constructor(format: 'sha1' | 'sha256' = 'sha1') {
    this.#folder = mkdtempSync(join(tmpdir(), 'ocore-git-'));
    this.path = join(this.#folder, 'odoo-custom.git');
    // Without the fourteen hooks that git would copy.
    const options = ['--quiet', '--bare', '--template=', '--initial-branch=main', `--object-format=${format}`];
    gitBytes(['init', ...options, this.path]);
  }

  run(...args: readonly string[]): string {
    return gitBytes(['--git-dir', this.path, ...args])
      .toString()
      .trim();
  }

  /** The tree without files, of which commits are made. */
  get tree(): string {
    this.#tree ??= this.run('hash-object', '-t', 'tree', '-w', '/dev/null');
    return this.#tree;
  }

  /** Makes a commit without files and points the branch at it. @returns its id */
  commit(branch: string, message = `On ${branch}`): string {
    const id = this.run('commit-tree', this.tree, '-m', message);
    this.run('update-ref', `refs/heads/${branch}`, id);
    return id;
  }

  /** Makes a commit of this date and points the branch at it. @returns its id */
  commitAt(branch: string, at: string): string {
    const id = this.#runAt(at, 'commit-tree', this.tree, '-m', `On ${branch}`);
    this.run('update-ref', `refs/heads/${branch}`, id);
    return id;
  }

  /**
   * Makes a commit and a tag of it. @param at the date of an annotated tag, whose commit is older; otherwise of the commit
   * @returns the commit
   */
  tag(name: string, at: string, isAnnotated: boolean): string {
    const id = this.#runAt(isAnnotated ? '2026-10-01T10:00:00Z' : at, 'commit-tree', this.tree, '-m', `Of ${name}`);
    this.#runAt(at, 'tag', ...(isAnnotated ? ['-a', '-m', name] : []), name, id);
    return id;
  }

  #runAt(at: string, ...args: readonly string[]): string {
    return gitBytes(['--git-dir', this.path, ...args], '', '', at)
      .toString()
      .trim();
  }

  /** Stores a commit as it is written. @returns its id */
  store(commit: string): string {
    const args = ['--git-dir', this.path, 'hash-object', '-t', 'commit', '-w', '--stdin'];
    return gitBytes(args, '', commit).toString().trim();
  }

  /** Makes a commit of its own on each branch, by one call of git. @returns the commits by branch */
  commitToEach(branches: readonly string[], message: string): ReadonlyMap<string, string> {
    const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const who = 'Mona Lisa <mona@acme.example> 1795514400 +0000';
    const stream = branches.map((branch) => {
      const ref = `refs/heads/${branch}`;
      return `reset ${ref}\ncommit ${ref}\ncommitter ${who}\n${data(`${message} on ${branch}`)}`;
    });
    gitBytes(['--git-dir', this.path, 'fast-import', '--quiet', '--force'], '', `${stream.join('\n')}\n`);
    const shown = this.run('for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads');
    const all = new Map(shown.split('\n').map((line) => line.split(' ') as [string, string]));
    return new Map(branches.map((branch) => [branch, all.get(branch) ?? '']));
  }

  /** Writes many refs at once, in the form of `git pack-refs`. @param names full names, none of which exists yet */
  packRefs(names: readonly string[], commit: string): void {
    const lines = names.map((name) => `${commit} ${name}\n`).sort((one, other) => (one < other ? -1 : 1));
    writeFileSync(join(this.path, 'packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`);
  }

  /** What a client is sent first. @param protocol `version=1`, or nothing for version 0 */
  advertisement(protocol = ''): Buffer {
    return gitBytes(['upload-pack', '--advertise-refs', this.path], protocol);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
