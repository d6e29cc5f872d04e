import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleSources, sourceDigest } from '#infra/console/console-sources.ts';
import { ensureConsole } from '#infra/console/ensure-console.ts';

let folder: string;
let sources: ConsoleSources;
let builds: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-ensure-'));
  const root = join(folder, 'console');
  mkdirSync(root);
  sources = { root, output: join(folder, 'out'), watched: [root] };
  builds = [];
  write('main.ts', 'one');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, 'console', name), text);
const build = async (_root: string, draft: string): Promise<void> => {
  builds.push(draft);
  mkdirSync(draft);
  await new Promise((resolve) => setImmediate(resolve));
  writeFileSync(join(draft, 'index.html'), 'built');
};
const ensure = () => ensureConsole(sources, build);

describe('a console', () => {
  it('is built once for the same sources', async () => {
    const folders = [await ensure(), await ensure()];

    expect([builds.length, new Set(folders).size]).toEqual([1, 1]);
    expect(readdirSync(folders[0] ?? '')).toEqual(['index.html']);
  });

  it('is built once by several that ask at the same time', async () => {
    const folders = await Promise.all([ensure(), ensure(), ensure()]);

    expect([builds.length, new Set(folders).size]).toEqual([1, 1]);
  });

  it.each([
    ['a file that changed', () => write('main.ts', 'two')],
    ['a further file', () => write('other.ts', '')],
    ['a renamed file', () => renameSync(join(folder, 'console/main.ts'), join(folder, 'console/renamed.ts'))],
  ])('is built anew after %s', async (_what, change) => {
    const before = await ensure();
    change();

    expect(await ensure()).not.toBe(before);
    expect(builds).toHaveLength(2);
  });

  it('is not there at all where its build fails, and the next try builds it', async () => {
    const failing = async (_root: string, draft: string): Promise<void> => {
      mkdirSync(draft);
      throw new Error('Unexpected token');
    };

    await expect(ensureConsole(sources, failing)).rejects.toThrow('Unexpected token');

    expect(existsSync(join(sources.output, sourceDigest(sources)))).toBe(false);
    expect(basename(await ensure())).toBe(sourceDigest(sources));
    expect(readdirSync(sources.output)).toEqual([sourceDigest(sources)]);
  });

  it('is kept for three states of its sources', async () => {
    for (const text of ['1', '2', '3', '4', '5']) {
      write('main.ts', text);
      await ensure();
    }

    expect(readdirSync(sources.output)).toHaveLength(3);
    expect(readdirSync(sources.output)).toContain(sourceDigest(sources));
  });
});

describe('the digest of the sources', () => {
  it('tells where a text ends and the next one begins', () => {
    write('a.ts', '');
    write('main.ts', 'oneb.ts');
    const one = sourceDigest(sources);
    write('main.ts', 'one');
    write('a.ts', 'b.ts');

    expect(sourceDigest(sources)).not.toBe(one);
  });

  it('does not depend on installed packages', () => {
    const before = sourceDigest(sources);
    mkdirSync(join(folder, 'console/node_modules'));
    write('node_modules/x.js', 'x');

    expect(sourceDigest(sources)).toBe(before);
  });
});
