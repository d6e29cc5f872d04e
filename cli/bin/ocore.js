#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = new URL('../main.ts', import.meta.url);
const [major] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  await import(main.href);
} else {
  // An older Node does not run TypeScript; the `node` package brings the one that Lambda has.
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write('ocore needs Node 24. Run npm ci first.\n');
    process.exit(1);
  }
  const { status, signal } = spawnSync(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}
