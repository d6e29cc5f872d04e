import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import type { RunnerResult } from '../../../cli/runner/runner.ts';
import { Bench, type RunnerChanges } from './bench.ts';
import { until } from './processes.ts';

/** The bench of the present test. */
export let bench: Bench;
/** What was pushed to staging. */
export let commitSha: string;

/** Gives each test of a file a bench with a push to staging. */
export const useBench = (): void => {
  beforeEach(async () => {
    bench = await Bench.start();
    commitSha = bench.work.push('staging', { 'version.txt': 'one' });
  });
  afterEach(() => bench.stop());
};

/** Runs a command for a push to staging. @returns how it was completed */
export const ran = async (script: string, changes: RunnerChanges = {}): Promise<RunnerResult | null> => {
  bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
  return bench.runner(script, changes).once();
};
export const completion = () => bench.api.completions.at(-1)?.completion;
export const read = (name: string): string => readFileSync(join(bench.out, name), 'utf8');
export const pids = (name: string): string[] => read(name).trim().split('\n');
export const timing = { leaseMs: 20_000, heartbeatMs: 50, jitterMs: 10, retryMs: 20 };

export const hanging = (): string => `echo $$ > "${bench.out}/pids"; while :; do sleep 0.1; done`;

/** Whether the command has noted its process: it runs, and has set its traps. */
export const isNoted = (): boolean => existsSync(join(bench.out, 'pids')) && read('pids') !== '';

/** A line of a command that prints until `free` is called. */
export const untilFree = (): string => `until [ -e "${bench.out}/free" ]; do echo waiting; sleep 0.05; done`;
export const free = (): void => writeFileSync(join(bench.out, 'free'), '');

/** Does something once the command runs. */
export const during = async (what: () => void, script = hanging(), changes: RunnerChanges = {}) => {
  const outcome = ran(script, { timing, ...changes });
  await until(isNoted);
  what();
  return outcome;
};

/** Runs a command whose time is over as soon as it runs: its timer is moved, and no clock is waited for. */
export const overdue = async (script: string, graceMs: number) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    return await during(() => vi.advanceTimersByTime(60_000), script, { command: { timeoutMs: 60_000, graceMs } });
  } finally {
    vi.useRealTimers();
  }
};
