import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byOurs, byPython } from './python/literal-values.ts';

const list = fileURLToPath(new URL(`python/${process.env.OCORE_ODOO_ADDONS ?? 'odoo-addons.txt'}`, import.meta.url));
const extractor = fileURLToPath(new URL('python/manifests-of-wheels.py', import.meta.url));
const wanted = readFileSync(list, 'utf8').match(/^odoo/gm)?.length ?? 0;

const folder = mkdtempSync(join(tmpdir(), 'ocore-wheels-'));
const run = (file: string, ...args: string[]): string =>
  execFileSync(file, args, { encoding: 'utf8', maxBuffer: 1024 ** 3 });
let manifests: readonly (readonly [name: string, file: string])[];
beforeAll(() => {
  run('python3', '-m', 'venv', join(folder, 'venv'));
  const wheels = join(folder, 'wheels');
  run(
    join(folder, 'venv/bin/python'),
    ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes'],
    ...['--dest', wheels, '--requirement', list],
  );
  manifests = run('python3', extractor, wheels)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the manifests of published modules', () => {
  it('are read as Python reads them', () => {
    const files = manifests.map(([, file]) => Buffer.from(file, 'base64'));
    const theirs = byPython(files);

    expect(manifests.length).toBeGreaterThanOrEqual(wanted);
    expect(
      manifests.flatMap(([name], index) => (byOurs(files[index] ?? Buffer.of()) === theirs[index] ? [] : [name])),
    ).toEqual([]);
    expect(theirs.filter((one) => one === 'null')).toEqual([]);
  });
});
