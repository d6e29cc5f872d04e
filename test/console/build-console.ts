import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the built console. */
    readonly consoleFolder: string;
  }
}

/** Builds the console once for all test files. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'console-test-'));
  await build({
    configFile: 'console/vite.config.ts',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  project.provide('consoleFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
};
