import { measureBranchPattern } from './branch-pattern.ts';
import { measureHerd } from './herd.ts';
import { measureLoad } from './load.ts';
import { measureModuleInit } from './module-init.ts';
import { measureReceiverCpu } from './receiver-cpu.ts';
import type { Verdict } from './verdict.ts';

const report = (verdicts: readonly Verdict[]): number => {
  for (const { text } of verdicts) process.stdout.write(`${text}\n`);
  return verdicts.filter((verdict) => !verdict.fits).length;
};

const late = report(measureModuleInit()) + report(measureReceiverCpu()) + report(measureBranchPattern());
const broken = report(measureHerd()) + report(await measureLoad());
if (late + broken > 0) process.stderr.write(`${late + broken} budget(s) broken.\n`);
// 2: times alone, which depend on the machine and which .ci/run tells without failing.
process.exitCode = broken > 0 ? 1 : late > 0 ? 2 : 0;
