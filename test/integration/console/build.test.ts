import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { reportConsoleSize } from '#infra/console/report-size.ts';
import { ConsoleFiles } from '#shared/http/console-files.ts';
import { build, folder, useBench, write } from './build-bench.ts';

useBench();

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

  it('that is ended early is told as one that failed', async () => {
    const running = build();
    running.stop();

    await expect(running.folder).rejects.toThrow('The builder ended with SIGKILL.');
  });
});
