import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { Bench } from './bench.ts';

/** The bench of the present test. */
export let bench: Bench;

/** Gives each test of a file a bench. */
export const useBench = (): void => {
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.stop());
};

/** Carries one deployment out, with a command that keeps what it finds. @returns how it was completed */
export const deployed = async (deployment: Partial<Deployment>, changes: Partial<Claim> = {}) => {
  bench.api.queue.push(bench.claim(deployment, changes));
  await bench.runner(`cp -R . "${bench.out}/deployed"; env > "${bench.out}/environment"`).once();
  return bench.api.completions.at(-1)?.completion;
};
/** Of a claim: an environment that is deployed although submodules stay empty. */
export const allowingMissing = (): Partial<Claim> => ({
  environment: { ...bench.claim({}).environment, allowMissingSubmodules: true },
});
export const file = (name: string): string => readFileSync(join(bench.out, 'deployed', name), 'utf8').trim();
export const variable = (name: string): string | undefined =>
  readFileSync(join(bench.out, 'environment'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${name}=`))
    ?.slice(name.length + 1);

export const lfsPointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`;
export const lfsFiles = {
  '.gitattributes': '*.png filter=lfs diff=lfs merge=lfs -text\n',
  '.lfsconfig': '[lfs]\n\turl = https://evil.example.com\n',
  'a module/logo.png': lfsPointer,
  'plain.txt': lfsPointer,
  'whole.png': 'an image',
};
/** A `git lfs` on the PATH that does what the script says. */
export const withLfs = (script: string): void => {
  const folder = join(bench.out, 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'git-lfs'), `#!/bin/sh\n[ "$1" = version ] && exit\n${script}\n`, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  onTestFinished(() => {
    process.env.PATH = path;
  });
};
export const lfsWarning = expect.stringContaining('stand in the place of files: a module/logo.png.');

export const manifest = (version: string): string => `{'name': 'Sales', 'version': '${version}'}\n`;
