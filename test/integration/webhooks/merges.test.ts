import { describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { a, at, c1, c2, follow, main, orders, project, service, useBench } from './merges-bench.ts';

useBench();

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
});

describe('a merge by hand that is pushed with a later commit', () => {
  it('deploys the merge, not the commit', async () => {
    await main.push(a, follow, [c1, follow]);
    expectStatus(202, await main.merge(c1, at));

    expect((await main.production()).pending?.commitSha).toBe(c1);
  });
});

describe('a merge that deployed nothing and is delivered again', () => {
  it('deploys once automatic deployment is on', async () => {
    const environment = `${project.path}/environments/${project.environments.main}`;
    expectStatus(200, await service.api('PUT', environment, { body: { autoDeploy: false } }));
    const { json } = expectStatus(200, await main.merge(c1, at));
    expectStatus(200, await service.api('PUT', environment, { body: { autoDeploy: true } }));

    const again = await service.api('POST', `${project.path}/deliveries/${json.deliveryId}/redeliver`);

    expect(expectStatus(202, again).json).toMatchObject({ decision: expect.stringMatching(/^(deploy|hold)$/) });
    expect((await main.production()).pending?.commitSha).toBe(c1);
  });
});
