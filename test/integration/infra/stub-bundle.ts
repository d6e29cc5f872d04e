import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleSize } from '#infra/bundle.ts';
import { functionFiles } from '#infra/functions.ts';

/** Stands in for infra/bundle.ts: a template does not depend on what a bundle holds, only on there being one. */
export const stubFolder = mkdtempSync(join(tmpdir(), 'ocore-bundles-'));

/** Makes the bundle when it is asked for: each file of tests that shares this module removes the folder at its end. */
export const bundleFolder = (file: string): string => {
  if (!functionFiles.includes(file)) throw new Error(`There is no function ${file}.`);
  const folder = join(stubFolder, file);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), `// ${file}\n`);
  return folder;
};

export const bundleFunctions = async (): Promise<ReadonlyMap<string, BundleSize>> => new Map();
