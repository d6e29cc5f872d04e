import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bundleCli } from '#infra/bundle-cli.ts';
import { root } from './run-command.ts';

const cache = join(root, 'node_modules/.cache');

const digestOf = (folder: string): string => {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
};

/**
 * Bundles the `ocore` command before the tests of a project: bundled, it starts in half the time. The folder has the name of
 * what it holds, so that runs side by side never change it, and Node finds what it has compiled.
 */
export default (): void => {
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, 'ocore-new-'));
  try {
    bundleCli(made);
    writeFileSync(join(made, 'ocore'), `#!/bin/sh\nexec "${process.execPath}" "\${0%/*}/ocore.js" "$@"\n`, {
      mode: 0o755,
    });
    const folder = join(cache, `ocore-${digestOf(made)}`);
    if (!existsSync(folder)) renameSync(made, folder);
    process.env.OCORE_TEST_COMMAND = join(folder, 'ocore');
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
};
