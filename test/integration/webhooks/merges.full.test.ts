import { describe, expect, it } from 'vitest';
import { seeded } from '#test/fixtures/shuffled.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { mergeArrivals, mergeHistory } from '#test/unit/shared/domain/branch-order/merge-history.ts';
import { MergeDeliveries } from './merge-deliveries.ts';
import { a, at, c1, c2, c3, main, project, rows, runs, service, useBench } from './merges-bench.ts';

useBench();

describe('a push that shows an earlier merge to be the newest', () => {
  it('takes three calls, every other delivery of a merged branch two', async () => {
    const aws = new AwsCalls();
    const count = async (send: () => Promise<unknown>): Promise<number> => (await aws.during(send)).calls.length;

    const counts = [
      await count(() => main.merge(c1, at)),
      await count(() => main.merge(c2, at)),
      await count(() => main.push(a, c2, [c1, c2])),
      await count(() => main.push(c2, c3, [c3])),
      await count(() => main.merge(c3, '2026-11-24T11:00:00Z')),
    ];

    expect(counts).toEqual([2, 2, 3, 2, 2]);
  });

  it('that comes again queues nothing', async () => {
    await main.merge(c1, at);
    await main.merge(c2, at);
    await main.push(a, c2, [c1, c2]);
    const before = await main.deployments();

    expectStatus(200, await main.push(a, c2, [c1, c2]));
    expectStatus(200, await main.merge(c1, at));

    expect(await main.deployments()).toEqual(before);
  });

  it('queues nothing while automatic deployment is off', async () => {
    await main.merge(c1, at);
    await main.merge(c2, at);
    const path = `${project.path}/environments/${project.environments.main}`;
    expectStatus(200, await service.api('PUT', path, { body: { autoDeploy: false } }));

    expectStatus(200, await main.push(a, c2, [c1, c2]));

    expect((await main.production()).pending?.commitSha).toBe(c1);
  });
});

describe.each(rows)('simulated merges through the receiver, %s', (_name, scenario) => {
  it('leave the newest merge pending, and deploy nothing twice', async () => {
    for (let seed = 0; seed < runs; seed += 1) {
      const branch = new MergeDeliveries(service, await service.connectedProject());
      const random = seeded(seed);
      const { operations, merged } = mergeHistory(scenario, random);
      const full = (commit: string): string => commit.padEnd(40, '0');

      for (const { operation, merge } of mergeArrivals(operations, scenario, random)) {
        const { before, after, commits, forced } = operation;
        const from = before === null ? null : full(before);
        const answer =
          merge === null
            ? await branch.push(from, after === null ? null : full(after), commits.map(full), forced)
            : await branch.merge(full(merge.commit), new Date(merge.at * 1000).toISOString());
        expect(answer.status).toBeLessThan(300);
      }

      const newest = merged.at(-1);
      const pending = (await branch.production()).pending?.commitSha ?? null;
      expect(pending, `seed ${seed}`).toBe(newest === undefined ? null : full(newest.commit));
    }
  });
});
