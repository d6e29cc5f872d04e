import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from '#test/run-command.ts';

/** A release that was made for real. */
export type ScratchRelease = {
  /** The root of a repository of its own, whose only commit has the files of this one. */
  readonly root: string;
  readonly tarballs: readonly string[];
};

/**
 * Makes a release in a repository outside of this one, with what this one has now, committed or not.
 * @param folder where the repository is made
 * @throws Error with what the script said, if it failed
 */
export const scratchRelease = async (folder: string, version: string): Promise<ScratchRelease> => {
  const scratch = join(folder, 'repository');
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', [...args], { cwd, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  const listed = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  mkdirSync(scratch, { recursive: true });
  for (const file of new Set(listed.filter((name) => name !== '' && existsSync(join(root, name))))) {
    cpSync(join(root, file), join(scratch, file));
  }
  git(scratch, 'init', '--quiet');
  // The list of what git ignores names the folder, which is a link here.
  appendFileSync(join(scratch, '.git/info/exclude'), 'node_modules\n');
  symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
  git(scratch, 'add', '--all');
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@acme.example'];
  git(scratch, ...author, 'commit', '--quiet', '--no-verify', '--message', 'What is released');

  const script = ['run', '--silent', 'release', '--', '--version', version, '--write'];
  const { code, stdout, stderr } = await runCommand('npm', script, { cwd: scratch });
  if (code !== 0) throw new Error(`npm ${script.join(' ')}: ${stdout}${stderr}`);
  const names = ['ocore-cli', 'ocore-projects-cdk'].map((name) => `${name}-${version}.tgz`);
  return { root: scratch, tarballs: names.map((name) => join(scratch, 'dist', name)) };
};
