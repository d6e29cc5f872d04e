import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkOut } from '../../cli/runner/check-out.ts';
import { fetchCommit, initRepository } from '../../cli/runner/fetch-commit.ts';
import { gitIn } from '../../cli/runner/git.ts';
import { gitEnvironment } from '../../cli/runner/git-environment.ts';
import { KeptObjects } from '../../cli/runner/kept-objects.ts';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';

const commits = 30_000;
const folders = 100;
const filesPerFolder = 50;
/**
 * The best of each counts: a time that a busy machine or a slow disk made longer says nothing. The first commit writes all
 * files, so that its time varies threefold with the disk.
 */
const repeats = 3;

/** A stream for `git fast-import`: all files in the first commit, one of them changed in each further one. */
const history = (): string => {
  const pathOf = (at: number): string => `module_${at % folders}/file_${Math.floor(at / folders) % filesPerFolder}.py`;
  const blob = (path: string, text: string): string => `M 644 inline ${path}\ndata ${text.length}\n${text}\n`;
  const lines = (at: number): string =>
    Array.from({ length: 40 }, (_, line) => `value_${line} = ${at * line}\n`).join('');
  const commit = (at: number, changes: string): string =>
    `commit refs/heads/main\ncommitter Mona <mona@acme.example> ${1_700_000_000 + at} +0000\ndata 1\nx\n${changes}\n`;
  const all = Array.from({ length: folders * filesPerFolder }, (_, at) => blob(pathOf(at), lines(at)));
  return [
    commit(0, all.join('')),
    ...Array.from({ length: commits - 1 }, (_, at) => commit(at + 1, blob(pathOf(at * 7), lines(at + 1)))),
  ].join('');
};

const quiet = { say: () => undefined, report: () => undefined };

type Fetched = { readonly ms: number; readonly bytes: number };
const quickest = (all: readonly Fetched[]): Fetched =>
  all.reduce((best, one) => (one.ms < best.ms ? one : best), { ms: Number.POSITIVE_INFINITY, bytes: 0 });

/**
 * Fetch and checkout of the second of two neighbouring commits with the objects of the first, against the first. The server
 * is a folder, so that no network excuses either.
 * Source: docs/design/promises.md, "Time".
 */
export const measureSecondFetch = async (): Promise<readonly BudgetResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-second-fetch-'));
  try {
    const bare = join(folder, 'server.git');
    const run = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', bare, ...args], { encoding: 'utf8' }).trim();
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    execFileSync('git', ['-C', bare, 'fast-import', '--quiet'], { input: history(), maxBuffer: 2 ** 30 });
    for (const name of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) run('config', name, 'true');
    run('repack', '-a', '-d', '--quiet', '--write-bitmap-index');
    const [second, first] = run('rev-list', '--max-count=2', 'main').split('\n');

    const deploy = async (cacheRoot: string, commit: string | undefined): Promise<Fetched> => {
      if (commit === undefined) throw new Error('The generated repository has no commits.');
      run('update-ref', 'refs/heads/main', commit);
      const directory = join(folder, 'source');
      mkdirSync(directory);
      const keys = { key: join(folder, 'key'), knownHosts: join(folder, 'known_hosts') };
      const environment = { ...gitEnvironment(keys, process.env), GIT_ALLOW_PROTOCOL: 'file' };
      const signal = new AbortController().signal;
      const git = gitIn({ directory, environment, signal, timeoutMs: 600_000, remove: [] });
      const sshUrl = `file://${bare}`;
      const kept = new KeptObjects(cacheRoot, { projectId: 'bench', deployKeySecretId: 'key', submodules: [] }, folder);
      const gitDirectory = join(directory, '.git');
      const began = performance.now();
      await initRepository(git, sshUrl);
      await kept.seed({ git, gitDirectory }, sshUrl);
      const wanted = { sshUrl, branch: 'main', tag: null, commitSha: commit, mustBeInBranch: true, probe: null };
      const remotes = { repository: { sshUrl, httpsUrl: 'https://127.0.0.1/bench.git', environment: {} }, keys: [] };
      const found = await fetchCommit(git, wanted);
      await checkOut(git, directory, found, remotes, { allowMissingSubmodules: true }, quiet, kept);
      const ms = performance.now() - began;
      const bytes = await kept.keep(gitDirectory, commit);
      // Beside the deploy command.
      await kept.layOut(git, directory, commit);
      rmSync(directory, { recursive: true });
      return { ms, bytes };
    };

    const rounds = Array.from({ length: repeats }, (_, round) => join(folder, `cache-${round}`));
    const measured: { readonly whole: Fetched; readonly more: Fetched }[] = [];
    for (const cacheRoot of rounds) {
      mkdirSync(cacheRoot);
      measured.push({ whole: await deploy(cacheRoot, first), more: await deploy(cacheRoot, second) });
    }
    const whole = quickest(measured.map((round) => round.whole));
    const more = quickest(measured.map((round) => round.more));
    const name = `Second fetch and checkout (${more.bytes} of ${whole.bytes} bytes, ${more.ms.toFixed(0)} of ${whole.ms.toFixed(0)} ms)`;
    return [
      atMost(`${name}, bytes`, more.bytes / whole.bytes, budgets.secondFetch, ' ×'),
      atMost(`${name}, time`, more.ms / whole.ms, budgets.secondFetch, ' ×'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
