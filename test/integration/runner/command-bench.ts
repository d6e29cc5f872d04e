import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
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

/** Does something once the command runs. */
export const during = async (what: () => void, script = hanging(), changes: RunnerChanges = {}) => {
  const outcome = ran(script, { timing, ...changes });
  await until(() => existsSync(join(bench.out, 'pids')) && read('pids') !== '');
  what();
  return outcome;
};
