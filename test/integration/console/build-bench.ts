import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type RunningBuild, startBuild } from '#infra/console/start-build.ts';

export let folder: string;

export const write = (name: string, text: string): void => writeFileSync(join(folder, 'console', name), text);
export const build = (): RunningBuild =>
  startBuild(['--root', join(folder, 'console'), '--output', join(folder, 'out')]);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
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
};
