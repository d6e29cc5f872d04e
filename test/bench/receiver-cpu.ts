import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { budgets } from './budgets.ts';
import { atMost, type Verdict } from './verdict.ts';

const Measured = z.object({ whole: z.number(), beforeAws: z.number(), hmac: z.number() });

/** CPU of the receiver on a mapped push of 8.8 KB, against the bare HMAC of the same bytes. */
export const measureReceiverCpu = (): readonly Verdict[] => {
  const sample = fileURLToPath(new URL('receiver-sample.ts', import.meta.url));
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore'];
  const { whole, beforeAws, hmac } = Measured.parse(
    JSON.parse(execFileSync(process.execPath, [sample], { encoding: 'utf8', stdio })),
  );
  process.stdout.write(`Receiver CPU, 8.8 KB, p50 (baseline HMAC ${hmac.toFixed(1)} µs)\n`);
  process.stdout.write(`  until AWS is asked, ${beforeAws.toFixed(1)} µs: ${(beforeAws / hmac).toFixed(2)} ×\n`);
  return [atMost(`  whole, AWS stubbed, ${whole.toFixed(1)} µs`, whole / hmac, budgets.receiverCpu, ' ×')];
};
