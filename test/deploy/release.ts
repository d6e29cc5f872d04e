import { execFileSync } from 'node:child_process';
import {
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
import { fileURLToPath } from 'node:url';
import { run } from './python-tool.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
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

/**
 * Makes a release ready for deployment.
 * @param sources the folder of its sources
 * @param output where its templates and bundles go
 * @param config of the deployment
 */
const synthesize = (sources: string, output: string, config: object, env: NodeJS.ProcessEnv): string => {
  mkdirSync(output, { recursive: true });
  const file = join(output, 'config.json');
  writeFileSync(file, JSON.stringify(config));
  run(cdk, ['synth', '--quiet', '--no-notices', '-c', `config=${file}`, '--output', output], env, sources);
  return output;
};

const synthesizePrevious = (archive: Buffer, output: string, env: NodeJS.ProcessEnv): void => {
  // Not below node_modules: Node strips types of no file there.
  const sources = mkdtempSync(join(tmpdir(), 'ocore-previous-'));
  try {
    execFileSync('tar', ['-x', '-C', sources], { input: archive });
    symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'));
    synthesize(sources, output, {}, env);
  } catch (cause) {
    const what = `The release ${previousCommit} cannot be built with the packages of the present one`;
    throw new Error(`${what}. Name a newer one in test/deploy/previous-release.`, { cause });
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
};

/**
 * The previous release, made ready with the packages of the present one, once for a checkout. Where its commit is out of reach,
 * as in a shallow clone without its origin, it is the present release with another config, so that an update still happens.
 * @param folder for what is not kept
 * @returns the folder with its templates and bundles
 * @throws Error if it cannot be built
 */
export const previousRelease = (folder: string, env: NodeJS.ProcessEnv): string => {
  const kept = join(root, 'node_modules', '.cache', `previous-${previousCommit}`);
  if (existsSync(kept)) return kept;
  const archive = sourcesOf(previousCommit);
  if (archive === null) {
    const instead = 'the present release with another config stands in for it';
    process.stderr.write(`test/deploy: the clone does not hold ${previousCommit} and cannot fetch it: ${instead}.\n`);
    const config = { logRetentionDays: 60, throttle: { ratePerSecond: 90, burst: 180 } };
    return synthesize(root, join(folder, 'previous'), config, env);
  }
  const partial = `${kept}.partial`;
  rmSync(partial, { recursive: true, force: true });
  synthesizePrevious(archive, partial, env);
  renameSync(partial, kept);
  return kept;
};

/** The present release. @param config of the deployment */
export const presentRelease = (output: string, config: object, env: NodeJS.ProcessEnv): string =>
  synthesize(root, output, config, env);
