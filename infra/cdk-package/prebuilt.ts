import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { bundleFolder as folderOfBundle } from '../bundle.ts';
import type { bundleCli as intoFolder } from '../bundle-cli.ts';

// In the package, this stands for infra/bundle.ts and infra/bundle-cli.ts: what they make is there already.
const folder = import.meta.dirname;

export const bundleFolder: typeof folderOfBundle = (file) => join(folder, 'functions', file);

export const bundleCli: typeof intoFolder = (target) => cpSync(join(folder, 'cli'), target, { recursive: true });
