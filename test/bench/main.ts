import { bundleFunctions } from '#infra/bundle.ts';
import { bestOfThree } from './best-of-three.ts';
import { measureBranchPattern } from './branch-pattern.ts';
import type { BudgetResult } from './budget-result.ts';
import { measureCommandStart } from './command-start.ts';
import { measureHerd } from './herd.ts';
import { measureLoad } from './load.ts';
import { measureModuleInit } from './module-init.ts';
import { measureReceiverCpu } from './receiver-cpu.ts';
import { measureSecondFetch } from './second-fetch.ts';

const report = (verdicts: readonly BudgetResult[]): number => {
  for (const { text } of verdicts) process.stdout.write(`${text}\n`);
  return verdicts.filter((verdict) => !verdict.fits).length;
};

const sizes = await bundleFunctions();
// Best of three: times. Once: counts, which no busy machine excuses, and the second fetch, which measures three times itself.
const broken =
  report(bestOfThree((wanted) => measureModuleInit(sizes, wanted))) +
  report(bestOfThree(measureReceiverCpu)) +
  report(bestOfThree(measureBranchPattern)) +
  report(bestOfThree(measureCommandStart)) +
  report(measureHerd()) +
  report(await measureLoad()) +
  report(await measureSecondFetch());
if (broken > 0) {
  process.stderr.write(`${broken} budget(s) broken.\n`);
  process.exitCode = 1;
}
