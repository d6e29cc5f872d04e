import { bestOfThree } from './best-of-three.ts';
import { measureBranchPattern } from './branch-pattern.ts';
import type { BudgetResult } from './budget-result.ts';
import { measureHerd } from './herd.ts';
import { measureLoad } from './load.ts';
import { measureModuleInit } from './module-init.ts';
import { measureReceiverCpu } from './receiver-cpu.ts';

const report = (verdicts: readonly BudgetResult[]): number => {
  for (const { text } of verdicts) process.stdout.write(`${text}\n`);
  return verdicts.filter((verdict) => !verdict.fits).length;
};

let broken = [measureModuleInit, measureReceiverCpu, measureBranchPattern]
  .map((measure) => report(bestOfThree(measure)))
  .reduce((sum, count) => sum + count, 0);
// Counts, which no busy machine excuses: they are taken once.
broken += report(measureHerd()) + report(await measureLoad());
if (broken > 0) process.stderr.write(`${broken} budget(s) broken.\n`);
process.exitCode = broken > 0 ? 1 : 0;
