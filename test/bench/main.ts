import { measureLoad } from './load.ts';
import { measureModuleInit } from './module-init.ts';
import { measureReceiverCpu } from './receiver-cpu.ts';
import type { Verdict } from './verdict.ts';

const report = (verdicts: readonly Verdict[]): number => {
  for (const { text } of verdicts) process.stdout.write(`${text}\n`);
  return verdicts.filter((verdict) => !verdict.fits).length;
};

const broken = report(measureModuleInit()) + report(measureReceiverCpu()) + report(await measureLoad());
if (broken > 0) {
  process.stderr.write(`${broken} budget(s) broken.\n`);
  process.exit(1);
}
