import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, folder, useBench, write } from './build-bench.ts';

useBench();

describe('a build of the console', () => {
  it.each([
    ['a page without a place for the nonce', 'vite.config.ts', 'export default {};', 'set html.cspNonce'],
    ['files outside of assets/', 'public/robots.txt', 'x', 'Only files below assets/ are served, not robots.txt'],
    [
      'an asset of an unknown type',
      'main.ts',
      "import url from './a.xyz?url'; document.title = url;",
      'knows no content type of a-',
    ],
  ])('refuses %s', async (_what, name, text, sentence) => {
    mkdirSync(join(folder, 'console/public'));
    writeFileSync(join(folder, 'console/a.xyz'), 'x'.repeat(10_000));
    write(name, text);

    await expect(build().folder).rejects.toThrow(sentence);
  });
});
