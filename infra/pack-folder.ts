import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the tarball of an npm package.
 * @param content the folder with its files, beside which the tarball is put
 * @param manifest what its package.json says besides version, description and licence
 * @returns the tarball
 */
export const packFolder = (content: string, manifest: Readonly<Record<string, unknown>>): string => {
  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const all = { name: manifest.name, version, description, license, ...manifest };
  writeFileSync(join(content, 'package.json'), `${JSON.stringify(all, null, 2)}\n`);
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(content, file));
  const folder = join(content, '..');
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: content,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return join(folder, (JSON.parse(packed) as { filename: string }[])[0]?.filename ?? '');
};
