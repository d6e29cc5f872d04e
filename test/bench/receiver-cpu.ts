import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';
import { percentile } from './percentile.ts';

const Measured = z.object({
  whole: z.number(),
  beforeAws: z.number(),
  hmac: z.number(),
  octokit: z.number(),
  octokitHmac: z.number(),
});

const sample = fileURLToPath(new URL('receiver-sample.ts', import.meta.url));
const processes = 5;

const measure = (): z.infer<typeof Measured> => {
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore'];
  return Measured.parse(JSON.parse(execFileSync(process.execPath, [sample], { encoding: 'utf8', stdio })));
};

/**
 * CPU of the receiver on a mapped push of 8.8 KB, against the bare HMAC of the same bytes and octokit's own
 * receiver, which decides and stores nothing; the median of a few processes.
 */
export const measureReceiverCpu = (): readonly BudgetResult[] => {
  // The compiler decides anew in each process what it makes fast.
  const runs = Array.from({ length: processes }, measure);
  const median = (of: (run: z.infer<typeof Measured>) => number): number => percentile(runs.map(of), 0.5);
  process.stdout.write(`Receiver CPU, 8.8 KB, p50 (baseline HMAC ${median(({ hmac }) => hmac).toFixed(1)} µs)\n`);
  const beforeAws = median((run) => run.beforeAws / run.hmac).toFixed(2);
  process.stdout.write(`  until AWS is asked, ${median((run) => run.beforeAws).toFixed(1)} µs: ${beforeAws} ×\n`);
  const octokit = median((run) => run.octokit / run.octokitHmac).toFixed(2);
  process.stdout.write(`  octokit's verifyAndReceive, ${median((run) => run.octokit).toFixed(1)} µs: ${octokit} ×\n`);
  const whole = median((run) => run.whole / run.hmac);
  return [
    atMost(`  whole, AWS stubbed, ${median((run) => run.whole).toFixed(1)} µs`, whole, budgets.receiverCpu, ' ×'),
  ];
};
