import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCli } from '#infra/bundle-cli.ts';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';
import { percentile } from './percentile.ts';

const rounds = 31;

const millisecondsOf = (args: readonly string[]): number => {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, [...args], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return performance.now() - startedAt;
};

/** The whole process of `ocore --version`, against one of Node that does nothing, in turns. */
export const measureCommandStart = (): readonly BudgetResult[] => {
  const folder = mkdtempSync(join(tmpdir(), 'ocore-start-'));
  try {
    bundleCli(folder);
    const nothing = join(folder, 'nothing.js');
    writeFileSync(nothing, '');
    const ratios = Array.from({ length: rounds }, () => {
      const bare = millisecondsOf([nothing]);
      return millisecondsOf([join(folder, 'ocore.js'), '--version']) / bare;
    });
    return [atMost(`ocore --version, p50 of ${rounds} processes`, percentile(ratios, 0.5), budgets.commandStart, ' ×')];
  } finally {
    rmSync(folder, { recursive: true });
  }
};
