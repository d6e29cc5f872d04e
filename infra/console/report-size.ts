import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFile } from './build-console.ts';
import { consoleSize, type Load } from './console-size.ts';

/** Bytes and requests. Source: docs/design/promises.md, "Bytes". */
const budgets = { first: 220_000, later: 60_000, total: 1_500_000, requests: 6 };

/** Brotli, as browsers get it; the page and pictures as they are. */
const wireBytes = (folder: string, file: string): number => {
  const packed = join(folder, `${file}.br`);
  return statSync(existsSync(packed) ? packed : join(folder, file)).size;
};

const uploaded = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== manifestFile)
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** Measures a built console against its budgets. @returns a line each, and how many are over */
export const reportConsoleSize = (folder: string): { readonly lines: readonly string[]; readonly over: number } => {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestFile), 'utf8'));
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const { first, later } = consoleSize(page, manifest, (file) => wireBytes(folder, file));
  let over = 0;
  const line = (what: string, found: number, budget: number, unit = ''): string => {
    if (found > budget) over += 1;
    return `${String(found).padStart(8)} of ${budget}${unit}  ${what}${found > budget ? '  OVER BUDGET' : ''}`;
  };
  const largest = Object.entries(later).sort(([, one], [, other]) => other.bytes - one.bytes);
  // Whoever opens the console also loads a screen: the worst counts.
  const screen = (what: keyof Load): number => Math.max(0, ...largest.map(([, load]) => load[what]));
  const lines = [
    line('console, uploaded', uploaded(folder), budgets.total),
    line('console, first load with the largest screen', first.bytes + screen('bytes'), budgets.first),
    line('console, first load with any screen', first.requests + screen('requests'), budgets.requests, ' requests'),
    ...largest.map(([source, { bytes }]) => line(`console, ${source}`, bytes, budgets.later)),
  ];
  return { lines, over };
};
