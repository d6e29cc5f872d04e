import { spawnSync } from 'node:child_process';
import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Finding, fault, fine } from '../../doctor/finding.ts';
import { UsageError } from '../../usage-error.ts';
import { cacheRootOf, commandOf, directoryOf } from '../host-paths.ts';

/** The oldest git with all that a runner asks of it. Source: docs/runner.md, "Before the first deployment". */
const oldestGit = [2, 31] as const;
// A checkout of Odoo's own addons takes 1.5 GB; less than this does not carry an ordinary project either.
const leastBytes = 1024 ** 3;

/** What a program says of itself; null where it is not there. */
const saidBy = (file: string, args: readonly string[]): string | null => {
  const { error, stdout, stderr } = spawnSync(file, [...args], { encoding: 'utf8', timeout: 10_000 });
  return error === undefined ? `${stdout}${stderr}`.trim().split('\n')[0] || file : null;
};

/** @param said the answer of `git --version`; null where there is none */
export const gitFinding = (said: string | null): Finding => {
  const wanted = `Install git ${oldestGit.join('.')} or newer.`;
  if (said === null) return fault('git', 'It is not there.', wanted);
  const [, major = '0', minor = '0'] = /(\d{1,6})\.(\d{1,6})/.exec(said) ?? [];
  const isNew = Number(major) > oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) >= oldestGit[1]);
  return isNew ? fine('git', said) : fault('git', `${said} is too old.`, wanted);
};

/** The programs of the host. */
export const programFindings = (): readonly Finding[] => {
  const ssh = saidBy('ssh', ['-V']);
  const hasLfs = spawnSync('git', ['lfs', 'version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
  return [
    gitFinding(saidBy('git', ['--version'])),
    ssh === null ? fault('ssh', 'It is not there.', "Install OpenSSH's client (openssh-client).") : fine('ssh', ssh),
    fine('git lfs', hasLfs ? 'there' : 'not there: files of Git LFS stay pointers'),
  ];
};

/** @throws what is no UsageError */
const tried = (check: string, find: () => Finding): Finding => {
  try {
    return find();
  } catch (error) {
    if (error instanceof UsageError) return fault(check, error.message, `Correct --${check}.`);
    throw error;
  }
};

/** @param bytes that are free on its disk */
export const roomFinding = (check: string, directory: string, bytes: number): Finding => {
  const megabytes = Math.floor(bytes / 1024 ** 2);
  if (bytes >= leastBytes) return fine(check, `${directory}, ${megabytes} MB free`);
  return fault(
    check,
    `${directory} has ${megabytes} MB left.`,
    `Make room (1 GB), or name another directory: --${check}.`,
  );
};

const directoryFinding = (check: string, directory: string): Finding => {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch {
    return fault(
      check,
      `This user may not write to ${directory}.`,
      'Run this as the user of the runner; chown gives it the directory.',
    );
  }
  const { bavail, bsize } = statfsSync(directory);
  return roomFinding(check, directory, bavail * bsize);
};

export type HostPaths = { readonly command: string; readonly workDir?: string; readonly cacheDir?: string };

/** The command and the directories of a runner. */
export const pathFindings = ({ command, workDir, cacheDir }: HostPaths): readonly Finding[] => [
  tried('command', () => fine('command', commandOf(command))),
  tried('work-dir', () => directoryFinding('work-dir', directoryOf('work-dir', workDir ?? tmpdir()))),
  tried('cache-dir', () => {
    const directory = cacheRootOf(cacheDir);
    return directory === null
      ? fine('cache-dir', 'none: each deployment fetches everything')
      : directoryFinding('cache-dir', directory);
  }),
];
