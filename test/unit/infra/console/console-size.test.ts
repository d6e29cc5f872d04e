import { expect, it } from 'vitest';
import { consoleSize } from '#infra/console/console-size.ts';

const page =
  '<link href="/assets/index.css" rel="stylesheet"><link rel="icon" href="data:,"><script src="/assets/index.js"></script>';
const manifest = {
  'main.tsx': { file: 'assets/index.js', imports: ['_shared.js'], dynamicImports: ['one.tsx', 'other.tsx'] },
  '_shared.js': { file: 'assets/shared.js', imports: ['_circle.js'] },
  '_circle.js': { file: 'assets/circle.js', imports: ['_shared.js'] },
  '_table.js': { file: 'assets/table.js', imports: ['main.tsx'], assets: ['assets/table.png'] },
  'one.tsx': { file: 'assets/one.js', isDynamicEntry: true, imports: ['_table.js', '_shared.js'] },
  'other.tsx': { file: 'assets/other.js', isDynamicEntry: true, imports: ['_table.js'], css: ['assets/other.css'] },
};
const bytes: Readonly<Record<string, number>> = {
  'index.html': 1,
  'assets/index.js': 10,
  'assets/index.css': 20,
  'assets/shared.js': 40,
  'assets/circle.js': 80,
  'assets/table.js': 100,
  'assets/table.png': 200,
  'assets/one.js': 1000,
  'assets/other.js': 2000,
  'assets/other.css': 4000,
};

it('The first load is the page with all that its script imports, and a screen adds what is not there yet', () => {
  expect(consoleSize(page, manifest, (file) => bytes[file] ?? Number.NaN)).toEqual({
    first: { bytes: 151, requests: 5 },
    later: { 'one.tsx': { bytes: 1300, requests: 3 }, 'other.tsx': { bytes: 6300, requests: 4 } },
  });
});
