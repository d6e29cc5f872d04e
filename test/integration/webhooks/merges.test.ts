import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '#test/fixtures/shuffled.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';
import {
  type MergeScenario,
  mergeArrivals,
  mergeHistory,
} from '#test/unit/shared/domain/branch-order/merge-history.ts';
import { MergeDeliveries } from './merge-deliveries.ts';

let service: TestService;
let project: Connected;
let main: MergeDeliveries;

beforeAll(async () => {
  service = await TestService.start();
  // What runs behind a request must not fall into a count.
  await service.local.stream.stop();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
  main = new MergeDeliveries(service, project);
});

const commitOf = (digit: string): string => digit.repeat(40);
const [a, c1, c2, c3, follow] = ['a', '1', '2', '3', 'f'].map(commitOf) as [string, string, string, string, string];
const at = '2026-11-24T10:00:00Z';

const orders = [
  ['push', 'first', 'second'],
  ['push', 'second', 'first'],
  ['first', 'push', 'second'],
  ['first', 'second', 'push'],
  ['second', 'push', 'first'],
  ['second', 'first', 'push'],
] as const;

describe('two requests of a merge queue, which one push brings', () => {
  it.each(orders)('in the order %s, %s, %s deploy the second', async (...order) => {
    const deliveries = {
      push: () => main.push(a, c2, [c1, c2]),
      first: () => main.merge(c1, at),
      second: () => main.merge(c2, at),
    };

    for (const name of order) expect((await deliveries[name]()).status).toBeLessThan(300);

    expect((await main.production()).pending?.commitSha).toBe(c2);
    const deployments = await main.deployments();
    expect(deployments.filter(({ status }) => status === 'queued')).toHaveLength(1);
    expect(new Set(deployments.map(({ commitSha }) => commitSha))).toEqual(new Set([c1, c2]));
    for (const { status, supersededBy } of deployments) {
      if (status !== 'queued') expect(deployments.map(({ id }) => id)).toContain(supersededBy);
    }
  });
});

describe('a push that shows an earlier merge to be the newest', () => {
  it('queues it, keeps its rule and names what it queued', async () => {
    await main.merge(c1, at);
    expectStatus(200, await main.merge(c2, at));

    const { json } = expectStatus(202, await main.push(a, c2, [c1, c2]));

    const [queued] = (await main.deployments()).filter(({ status }) => status === 'queued');
    expect(queued).toMatchObject({ commitSha: c2, trigger: 'merge', deliveryId: json.deliveryId });
    expect(json).toMatchObject({ decision: 'ignore', deployments: [queued?.id] });
    const delivery = await service.api('GET', `${project.path}/deliveries/${json.deliveryId}`);
    const { decision } = expectStatus(200, delivery).json as {
      decision: { reason: string; trace: { rule: string }[] };
    };
    expect(decision.trace.map(({ rule }) => rule)).toContain('waits_for_merge');
    expect(decision.reason).toContain(c2.slice(0, 7));
  });

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

describe('a merge by hand that is pushed with a later commit', () => {
  it('deploys the merge, not the commit', async () => {
    await main.push(a, follow, [c1, follow]);
    expectStatus(202, await main.merge(c1, at));

    expect((await main.production()).pending?.commitSha).toBe(c1);
  });
});

/** Rows of docs/design/branch-order.md, "Merges, simulated", that end right without the remote. */
const rows: readonly (readonly [string, MergeScenario])[] = [
  ['in order', { order: 'in', maxOperations: 5 }],
  ['fully shuffled, 10 % twice', { order: 'shuffled', duplicates: 0.1, maxOperations: 5 }],
];
const runs = 4;

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
