import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCli } from './bundle-cli.ts';
import { packFolder } from './pack-folder.ts';

const readme = `# ocore-cli

The command line and the runner of oCore Projects, for Node 20 or newer.

    npm i -g ocore-cli-*.tgz
    ocore login https://ocore.example.com
    ocore --help
`;

/**
 * Makes the npm package `ocore-cli`: the command and the runner, bundled, without dependencies.
 * @param folder where the package is put together; what is there is deleted
 * @returns its tarball, in the folder
 */
export const packCli = (folder: string): string => {
  const content = join(folder, 'ocore-cli');
  rmSync(content, { recursive: true, force: true });
  mkdirSync(content, { recursive: true });
  bundleCli(content);
  writeFileSync(join(content, 'README.md'), readme);
  const command = join(content, 'ocore.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`);
  chmodSync(command, 0o755);
  return packFolder(content, {
    name: 'ocore-cli',
    type: 'module',
    bin: { ocore: 'ocore.js' },
    engines: { node: '>=20' },
  });
};
