import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportConsoleSize } from '#infra/console/report-size.ts';
import { type RunningBuild, startBuild } from '#infra/console/start-build.ts';
import { ConsoleFiles } from '#shared/http/console-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-build-'));
  mkdirSync(join(folder, 'console'));
  const files = {
    'index.html':
      '<!doctype html><html><head><title>x</title></head><body><script type="module" src="/main.ts"></script></body></html>',
    'main.ts': "import './a.css'; import('./screen.ts').then(({ run }) => run());",
    'screen.ts': "export const run = (): void => document.body.append('screen');",
    'a.css': 'body { color: red }',
    'vite.config.ts': "export default { html: { cspNonce: 'CSP_NONCE' } };",
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, 'console', name), text);
const build = (): RunningBuild => startBuild(['--root', join(folder, 'console'), '--output', join(folder, 'out')]);

describe('a build of the console', () => {
  it('makes what the function serves, compressed, and nothing else', async () => {
    const built = await build().folder;

    expect(readdirSync(built).sort()).toEqual([
      'THIRD-PARTY-NOTICES.txt',
      'assets',
      'files.json',
      'index.html',
      'manifest.json',
    ]);
    const names = readdirSync(join(built, 'assets'));
    expect(names.map((name) => name.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
      'index.css.br',
      'index.css.gz',
      'index.js.br',
      'index.js.gz',
      'screen.js.br',
      'screen.js.gz',
    ]);
    const files = new ConsoleFiles(built);
    const page = await files.page('abc');
    const script = /src="\/assets\/([^"]+)"/.exec(page)?.[1] ?? '';
    expect(page).toContain('nonce="abc"');
    const plain = (await files.asset(script, 'identity'))?.bytes;
    expect(brotliDecompressSync(readFileSync(join(built, 'assets', `${script}.br`)))).toEqual(plain);
    expect(gunzipSync(readFileSync(join(built, 'assets', `${script}.gz`)))).toEqual(plain);
    const { lines, over } = reportConsoleSize(built);
    expect(over).toBe(0);
    expect(lines.join('\n')).toMatch(/ of 60000 {2}console, screen\.ts$/);
  });

  it('tells what is wrong in the sources, and leaves nothing', async () => {
    write('main.ts', 'const = ;');

    await expect(build().folder).rejects.toThrow(/main\.ts/);

    expect(readdirSync(join(folder, 'out')).filter((name) => /^[0-9a-f]{20}$/.test(name))).toEqual([]);
  });

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

  it('that is ended early is told as one that failed', async () => {
    const running = build();
    running.stop();

    await expect(running.folder).rejects.toThrow('The builder ended with SIGKILL.');
  });
});
