import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleSize } from '#infra/bundle.ts';
import { functionFiles } from '#infra/functions.ts';

/** Stands in for infra/bundle.ts: a template does not depend on what a bundle holds, only on there being one. */
const folder = mkdtempSync(join(tmpdir(), 'ocore-bundles-'));
for (const file of functionFiles) {
  mkdirSync(join(folder, file), { recursive: true });
  writeFileSync(join(folder, file, 'index.js'), `// ${file}\n`);
}

export const stubFolder = folder;
export const bundleFolder = (file: string): string => join(folder, file);
export const bundleFunctions = async (): Promise<ReadonlyMap<string, BundleSize>> => new Map();
