import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { type Ran, runCommand } from '#test/run-command.ts';
import { type StartedProcess, startProcess } from './start-process.ts';

const folders: string[] = [];
const started: StartedProcess[] = [];

export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-start-'));
  folders.push(folder);
  return folder;
};

export const start = async (...flags: readonly string[]): Promise<StartedProcess> => {
  const service = await startProcess('--port', '0', ...flags);
  started.push(service);
  return service;
};

export const failToStart = (...flags: readonly string[]): Promise<Ran> =>
  runCommand(process.execPath, ['infra/local/main.ts', ...flags]);

export const portOf = (service: StartedProcess): number => Number(new URL(service.url).port);

/** Processes whose command line names a folder or a child: the engine is given the path of its database. */
const processesNaming = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });

/** Waits until no process names the text. @returns those that do when the time is over */
export const untilGone = async (text: string): Promise<string[]> => {
  for (let attempt = 0; attempt < 1200 && processesNaming(text).length > 0; attempt += 1) await sleep(50);
  return processesNaming(text);
};

/** Gives each test of a file its bench. */
export const useFolders = (): void => {
  afterEach(async () => {
    for (const service of started.splice(0)) {
      if (service.child.exitCode === null && service.child.signalCode === null) await service.end('SIGKILL');
    }
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
};
