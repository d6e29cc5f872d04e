import { afterEach, beforeEach } from 'vitest';
import { Bench } from './bench.ts';

export let bench: Bench;

export const useBench = (): void => {
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.stop());
};

/** Runs a command that may write its report to standard input's place: "$OCORE_REPORT". */
export const completed = async (command: string) => {
  const commitSha = bench.work.push('staging', { 'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}" });
  bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
  await bench.runner(command).once();
  return bench.api.completions[0]?.completion;
};
export const writing = (report: unknown): string => `cat > "$OCORE_REPORT" <<'END'\n${JSON.stringify(report)}\nEND`;
export const passedOver = "ocore: the command's report in OCORE_REPORT is passed over: ";
