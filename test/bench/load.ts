import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type BudgetResult } from './budget-result.ts';
import { budgets } from './budgets.ts';
import { clientOf } from './mixed-requests.ts';
import { percentile } from './percentile.ts';
import { residentMemory } from './resident-memory.ts';
import { Served } from './served.ts';

const clients = 20;
const requests = Number(process.env.OCORE_BENCH_REQUESTS ?? '10000');

type Seen = { readonly times: number[]; readonly faults: string[] };

const run = async (
  works: readonly ((turn: number) => Promise<{ status: number; text: string }>)[],
  seen: Seen,
  from: number,
) => {
  const turns = Math.ceil(requests / 2 / clients);
  await Promise.all(
    works.map(async (work, client) => {
      // Clients begin at different kinds of request, so that all kinds are under way at any time.
      for (let turn = from; turn < from + turns; turn += 1) {
        const began = performance.now();
        const { status, text } = await work(turn + client);
        seen.times.push(performance.now() - began);
        if (status >= 500) seen.faults.push(`${status} ${text.slice(0, 200)}`);
      }
    }),
  );
  return turns;
};

const memoryOf = (served: Served, when: string): number => {
  const megabytes = residentMemory(served.pid);
  process.stdout.write(
    `  resident memory ${when}: ${megabytes === null ? 'not known here' : `${megabytes.toFixed(0)} MB`}\n`,
  );
  return megabytes ?? 0;
};

/** Mixed requests of parallel clients against `npm start`: nothing may be answered with 5xx, and memory settles. */
export const measureLoad = async (): Promise<readonly BudgetResult[]> => {
  const served = await Served.start();
  try {
    process.stdout.write(`Load: ${requests} mixed requests of ${clients} clients against npm start\n`);
    const seen: Seen = { times: [], faults: [] };
    const works = await Promise.all(Array.from({ length: clients }, (_, index) => clientOf(served, `Client ${index}`)));
    memoryOf(served, 'before');
    const began = performance.now();
    const turns = await run(works, seen, 0);
    const between = memoryOf(served, 'after the first half');
    await run(works, seen, turns);
    const seconds = (performance.now() - began) / 1000;
    // What still runs behind the answers, the stream above all, ends first.
    await sleep(1000);
    const after = memoryOf(served, 'after');
    const [p50, p99] = [percentile(seen.times, 0.5), percentile(seen.times, 0.99)];
    const rate = seen.times.length / seconds;
    process.stdout.write(`  ${rate.toFixed(0)} requests/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`);
    for (const fault of seen.faults.slice(0, 5)) process.stdout.write(`  ${fault}\n`);
    return [
      atMost('  answers with 5xx', seen.faults.length, budgets.load.faults, ''),
      atMost('  memory, second half against first', between === 0 ? 0 : after / between, budgets.load.growth, ' ×'),
    ];
  } finally {
    await served.stop();
  }
};
