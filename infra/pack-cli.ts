import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const readme = `# ocore-cli

The command line and the runner of oCore Projects, for Node 20 or newer.

    npm i -g ocore-cli-*.tgz
    ocore login https://ocore.example.com
    ocore --help
`;

/**
 * Makes the npm package `ocore-cli`: the command and the runner, bundled, without dependencies.
 * @param folder where the package is put together; what is there goes
 * @returns its tarball, in the folder
 */
export const packCli = (folder: string): string => {
  const content = join(folder, 'ocore-cli');
  rmSync(content, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  bundleCli(content);
  const { version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    name: 'ocore-cli',
    version,
    description,
    license,
    type: 'module',
    bin: { ocore: 'ocore.js' },
    engines: { node: '>=20' },
  };
  writeFileSync(join(content, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(content, 'README.md'), readme);
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(root, file), join(content, file));
  const command = join(content, 'ocore.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`);
  chmodSync(command, 0o755);
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: content,
    encoding: 'utf8',
  });
  return join(folder, (JSON.parse(packed) as { filename: string }[])[0]?.filename ?? '');
};
