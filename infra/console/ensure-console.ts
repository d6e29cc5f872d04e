import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockHeld, takeLock } from '../local/state-lock.ts';
import { buildConsole } from './build-console.ts';
import { type ConsoleSources, sourceDigest } from './console-sources.ts';

/** How many builds are kept: another service may still serve one of other sources. */
const kept = 3;
const lockName = 'lock';
const drafts = 'draft-';

const removeOldBuilds = (output: string, present: string): void => {
  const builds = readdirSync(output)
    .filter((name) => /^[0-9a-f]{20}$/.test(name) && name !== present)
    .map((name) => ({ name, usedAt: statSync(join(output, name)).mtimeMs }))
    .sort((one, another) => another.usedAt - one.usedAt);
  for (const { name } of builds.slice(kept - 1)) rmSync(join(output, name), { recursive: true, force: true });
};

/** Waits for the end of another process's build. */
const lockOf = async (output: string): Promise<() => void> => {
  for (;;) {
    try {
      return takeLock(join(output, lockName));
    } catch (error) {
      if (!(error instanceof LockHeld)) throw error;
      await sleep(100);
    }
  }
};

/**
 * Builds the console if its sources have changed since the last build. Of several processes one builds, and the others
 * wait and use its build. A build appears whole or not at all: its folder is renamed to the digest of its sources.
 * @returns the folder with the build of the present sources
 * @throws Error with what Vite says
 */
export const ensureConsole = async (sources: ConsoleSources, build = buildConsole): Promise<string> => {
  const { output, root } = sources;
  const folder = join(output, sourceDigest(sources));
  if (!existsSync(folder)) {
    mkdirSync(output, { recursive: true });
    const release = await lockOf(output);
    try {
      // Another process may have built it in the meantime.
      if (!existsSync(folder)) {
        // Whoever left a draft was killed: only who holds the lock makes one.
        for (const name of readdirSync(output).filter((one) => one.startsWith(drafts))) {
          rmSync(join(output, name), { recursive: true, force: true });
        }
        const draft = join(output, `${drafts}${process.pid}`);
        await build(root, draft);
        renameSync(draft, folder);
        removeOldBuilds(output, basename(folder));
      }
    } finally {
      release();
    }
  }
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
};
