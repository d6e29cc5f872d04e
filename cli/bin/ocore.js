#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const main = new URL('../main.ts', import.meta.url);
const [major] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  await import(main.href);
} else {
  // An older Node cannot run TypeScript. The `node` package contains the version that Lambda uses.
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write('ocore needs Node 24. Run npm ci first.\n');
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes. Other signals are forwarded to the child.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGQUIT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
