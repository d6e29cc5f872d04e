import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOut } from '../../../cli/runner/check-out.ts';
import { type Git, gitIn } from '../../../cli/runner/git.ts';
import { gitEnvironment } from '../../../cli/runner/git-environment.ts';
import { KeptObjects } from '../../../cli/runner/kept-objects.ts';
import { WorkTree } from './work-tree.ts';

let work: WorkTree;
let outside: WorkTree;
let folder: string;
/** Where git was run, and with what. */
let calls: { readonly directory: string; readonly args: readonly string[] }[];
let git: Git;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-hostile-'));
  work = new WorkTree('none');
  outside = new WorkTree('none');
  calls = [];
  const source = join(folder, 'source');
  const plain = gitIn({
    directory: source,
    environment: gitEnvironment({ key: '/nonexistent', knownHosts: '/nonexistent' }, process.env),
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    remove: [],
  });
  git = (args, options) => {
    calls.push({ directory: options?.directory ?? source, args });
    return plain(args, options);
  };
});
afterEach(() => {
  work.remove();
  outside.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Checks a commit of `work` out as the runner does. @returns what the log says */
const checkedOut = async (commit: string): Promise<string[]> => {
  const source = join(folder, 'source');
  execFileSync('git', ['clone', '--quiet', '--no-checkout', work.path, source], { stdio: 'pipe' });
  const said: string[] = [];
  const repository = {
    sshUrl: 'ssh://git@127.0.0.1:1/acme/odoo-custom.git',
    httpsUrl: 'https://127.0.0.1:1/acme/odoo-custom.git',
  };
  await checkOut(
    git,
    source,
    commit,
    { repository: { ...repository, environment: {} }, keys: [] },
    { allowMissingSubmodules: true },
    { say: (text) => said.push(text), report: () => undefined },
    new KeptObjects(null, { projectId: 'none', deployKeySecretId: 'none', submodules: [] }, folder),
  );
  return said;
};
const submoduleCalls = () => calls.filter(({ args }) => args.includes('fetch'));
const modules = (...paths: readonly string[]): string =>
  paths.map((path, index) => `[submodule "m${index}"]\n\tpath = ${path}\n\turl = ./m${index}\n`).join('');

describe('a commit that lays out a repository of its own', () => {
  /** A directory that git takes for a repository, whose configuration runs a program at a checkout. */
  const embedded = (at: string): Record<string, string> => {
    const marker = join(folder, 'executed');
    return {
      [`${at}/HEAD`]: 'ref: refs/heads/main\n',
      [`${at}/config`]: `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n[filter "e"]\n\tsmudge = touch ${marker}\n\trequired = true\n[submodule "x"]\n\tactive = true\n\turl = ./x\n\tupdate = !touch ${marker}\n`,
      [`${at}/objects/info/packs`]: '\n',
      [`${at}/refs/heads/.keep`]: '',
      [`${at}/.gitmodules`]: modules('x'),
      [`${at}/.gitattributes`]: '* filter=e\n',
      [`${at}/modules/x/HEAD`]: 'ref: refs/heads/main\n',
    };
  };

  it('is never entered by git, and no program of it runs', async () => {
    const commit = work.commit({ ...embedded('evil'), '.gitmodules': modules('evil'), 'a.py': 'pass\n' });

    await checkedOut(commit);

    expect(new Set(calls.map(({ directory }) => directory))).toEqual(new Set([join(folder, 'source')]));
    expect(submoduleCalls()).toEqual([]);
    expect(existsSync(join(folder, 'executed'))).toBe(false);
    expect(readFileSync(join(folder, 'source', 'a.py'), 'utf8')).toBe('pass\n');
  });

  it('is no repository for git even where git is run in it', async () => {
    await checkedOut(work.commit(embedded('evil')));

    const inside = await git(['rev-parse', '--git-dir'], {
      directory: join(folder, 'source', 'evil'),
      isOffline: true,
    });

    expect(inside.stdout).not.toContain('evil');
  });
});

describe('a commit that names paths as submodules which are none', () => {
  it('reaches no repository of the host by a link', async () => {
    outside.commit({ 'mine.txt': 'committed\n', '.gitmodules': modules('x') });
    writeFileSync(join(outside.path, 'mine.txt'), 'a local change\n');
    symlinkSync(outside.path, join(work.path, 'link'));
    const commit = work.commit({ '.gitmodules': modules('link') });

    await checkedOut(commit);

    expect(readFileSync(join(outside.path, 'mine.txt'), 'utf8')).toBe('a local change\n');
    expect(submoduleCalls()).toEqual([]);
  });

  it('does not multiply the work, however often it names a path', async () => {
    const commit = work.commit({ '.gitmodules': modules('.', '.', '.', '.', '..', '/', '*', ':(glob)**') });

    await checkedOut(commit);

    expect(submoduleCalls()).toEqual([]);
    expect(calls.length).toBeLessThan(5);
  });

  it('says of a real one that cannot be fetched that it stays empty, once', async () => {
    work.write('.gitmodules', modules('real', 'real'));
    work.git('add', '.gitmodules');
    work.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},real`);
    work.git('commit', '--quiet', '-m', 'A submodule');

    const said = await checkedOut(work.git('rev-parse', 'HEAD'));

    expect(said).toEqual([expect.stringContaining('the submodule real could not be fetched and stays empty')]);
    // Over SSH, and over HTTPS.
    expect(submoduleCalls()).toHaveLength(2);
  });

  it('of thousands of submodules fetches a bounded number, and says so', async () => {
    const names = Array.from({ length: 210 }, (_, index) => `s${index}`);
    work.write('.gitmodules', modules(...names));
    work.git('add', '.gitmodules');
    for (const name of names) work.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},${name}`);
    work.git('commit', '--quiet', '-m', 'Submodules');
    const commit = work.git('rev-parse', 'HEAD');
    const real = git;
    git = async (args, options) =>
      args.includes('fetch') ? { code: 1, stdout: '', stderr: 'not fetched' } : real(args, options);

    const said = await checkedOut(commit);

    expect(said).toHaveLength(201);
    expect(said.at(-1)).toMatch(/: it and those after it are more than the 200 submodules that are fetched\.$/);
  });
});
