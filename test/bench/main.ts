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
const over =
  report(bestOfThree((wanted) => measureModuleInit(sizes, wanted))) +
  report(bestOfThree(measureReceiverCpu)) +
  report(bestOfThree(measureBranchPattern)) +
  report(bestOfThree(measureCommandStart));
// Counts, which no busy machine excuses: they are taken once.
const secondFetch = await measureSecondFetch();
const broken = report(measureHerd()) + report(await measureLoad()) + report(secondFetch.counts);
const slow = over + report(secondFetch.times);
if (slow + broken > 0) process.stderr.write(`${slow + broken} budget(s) broken.\n`);
// Status 2: only times are over. `.ci/run` goes on with it (docs/decisions, D-018).
process.exitCode = broken > 0 ? 1 : slow > 0 ? 2 : 0;
