import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runCommand } from '#test/run-command.ts';
import { cdkEnvironment } from './ministack.ts';
import { run } from './python-tool.ts';

const cdk = join(root, 'node_modules', '.bin', 'cdk');

/** The commit that the present one is deployed over. */
export const previousCommit = readFileSync(new URL('previous-release', import.meta.url), 'utf8').trim();

const git = (...args: readonly string[]): Buffer =>
  execFileSync('git', [...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 256 * 1024 * 1024 });

/** The sources of a commit as tar, fetched where a shallow clone lacks them. @returns null if nobody has them */
const sourcesOf = (commit: string): Buffer | null => {
  try {
    return git('archive', commit);
  } catch {
    // The clone does not hold the commit.
  }
  try {
    git('fetch', '--quiet', '--depth=1', 'origin', commit);
    return git('archive', commit);
  } catch {
    // Nor does where it was cloned from, or that is out of reach.
    return null;
  }
};

/** The arguments of `cdk` that make a release ready for deployment under a config. @param output where its templates and bundles go */
const synthesis = (output: string, config: object): readonly string[] => {
  mkdirSync(output, { recursive: true });
  const file = join(output, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  return ['synth', '--quiet', '--no-notices', '-c', `config=${file}`, '--output', output];
};

const synthesizePrevious = (archive: Buffer, output: string): void => {
  // Not below node_modules: Node strips types of no file there.
  const sources = mkdtempSync(join(tmpdir(), 'ocore-previous-'));
  try {
    execFileSync('tar', ['-x', '-C', sources], { input: archive });
    symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'));
    run(cdk, synthesis(output, {}), { ...process.env, ...cdkEnvironment }, sources);
  } catch (cause) {
    const what = `The release ${previousCommit} cannot be built with the packages of the present one`;
    throw new Error(`${what}. Name a newer one in test/deploy/previous-release.`, { cause });
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
};

/**
 * Makes the present release ready for deployment, once for all files of the lane.
 * @param output where its templates and bundles go
 * @throws Error with what `cdk` says
 */
export const makePresentRelease = async (output: string): Promise<void> => {
  const { code, stdout, stderr } = await runCommand(cdk, synthesis(output, {}), { env: cdkEnvironment });
  if (code !== 0) throw new Error(`The present release cannot be synthesized: ${stdout}\n${stderr}`);
  process.env.OCORE_PRESENT_RELEASE = output;
};

/** The present release, in a folder of one's own: deployments write into it. @returns the folder */
export const presentRelease = (folder: string): string => {
  cpSync(process.env.OCORE_PRESENT_RELEASE ?? '', folder, { recursive: true });
  return folder;
};

/** The present release under another config, of the same bundles. @returns the folder with its templates and bundles */
export const reconfiguredRelease = (output: string, config: object): string => {
  const app = ['--app', 'npx --no-install node test/deploy/bundled-app.ts'];
  run(cdk, [...synthesis(output, config), ...app], { ...process.env, ...cdkEnvironment });
  return output;
};

/**
 * The previous release, made ready with the packages of the present one, once for a checkout. Where its commit is out of reach,
 * as in a shallow clone without its origin, it is the present release with another config, so that an update still happens.
 * @param folder for what is not kept
 * @returns the folder with its templates and bundles
 * @throws Error if it cannot be built
 */
export const previousRelease = (folder: string): string => {
  const kept = join(root, 'node_modules', '.cache', `previous-${previousCommit}`);
  if (existsSync(kept)) return kept;
  const archive = sourcesOf(previousCommit);
  if (archive === null) {
    const instead = 'the present release with another config stands in for it';
    process.stderr.write(`test/deploy: the clone does not hold ${previousCommit} and cannot fetch it: ${instead}.\n`);
    const config = { logRetentionDays: 60, throttle: { ratePerSecond: 90, burst: 180 } };
    return reconfiguredRelease(join(folder, 'previous'), config);
  }
  const partial = `${kept}.partial`;
  rmSync(partial, { recursive: true, force: true });
  synthesizePrevious(archive, partial);
  renameSync(partial, kept);
  return kept;
};
