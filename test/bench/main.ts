import { bundleFunctions } from '#infra/bundle.ts';
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

const sizes = await bundleFunctions();
let over = 0;
for (const measure of [() => measureModuleInit(sizes), measureReceiverCpu, measureBranchPattern]) {
  over += report(bestOfThree(measure));
}
// Counts, which no busy machine excuses: they are taken once.
over += report(measureHerd()) + report(await measureLoad());
if (over > 0) {
  process.stderr.write(`${over} budget(s) broken.\n`);
  process.exitCode = 1;
}
