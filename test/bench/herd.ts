import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';

const Flock = z.object({
  sent: z.number(),
  seconds: z.number(),
  again: z.number(),
  faults: z.array(z.string()),
});

const flock = fileURLToPath(new URL('flock.ts', import.meta.url));
/** What a provider sends after an outage: a day of a push every four seconds. */
const deliveries = Number(process.env.OCORE_BENCH_HERD ?? '21600');
const flocks = 8;

const drive = (seed: number): z.infer<typeof Flock> => {
  const args = [flock, String(Math.ceil(deliveries / flocks)), String(seed)];
  return Flock.parse(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })));
};

/** A herd of deliveries in random order, a tenth of them twice, through the receiver onto the embedded engine. */
export const measureHerd = (): readonly BudgetResult[] => {
  const driven = Array.from({ length: flocks }, (_, seed) => drive(seed + 1));
  const sum = (of: (one: z.infer<typeof Flock>) => number): number => driven.reduce((all, one) => all + of(one), 0);
  const sent = sum((one) => one.sent);
  const rate = (sent / sum((one) => one.seconds)).toFixed(0);
  const again = sum((one) => one.again);
  process.stdout.write(
    `Herd: ${sent} deliveries in ${flocks} flocks, shuffled, a tenth twice: ${rate} deliveries/s, ${again} asked for again\n`,
  );
  const faults = driven.flatMap((one) => one.faults);
  for (const fault of faults.slice(0, 5)) process.stdout.write(`  ${fault}\n`);
  return [atMost('  deliveries lost, doubled or out of order', faults.length, budgets.load.faults, '')];
};
