import { describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { a, at, c1, c2, c3, left, main, project, runner, service, useBench } from './left-merges-bench.ts';

useBench();

describe('a merge whose commit left the branch', () => {
  it('queues nothing that is older than what has run', async () => {
    await main.merge(c1, at(0));
    await runner.run();
    await main.merge(c2, at(1));

    await runner.run(left);

    expect(await main.production()).toMatchObject({ pending: null, current: { commitSha: c1 } });
  });

  it('leaves what is pending in its place', async () => {
    await main.merge(c1, at(0));
    const { deployment, lease } = await runner.claim();
    await main.merge(c2, at(1));

    expectStatus(204, await runner.complete(deployment.id, lease.token, left));

    expect((await main.production()).pending?.commitSha).toBe(c2);
    expect(await main.deployments()).toHaveLength(2);
  });

  it('is deployed once a push brings it back', async () => {
    await main.merge(c1, at(0));
    await main.merge(c2, at(1));
    await runner.run(left);
    await runner.run();

    expectStatus(202, await main.push(c1, c3, [c2, c3]));

    expect((await main.production()).pending?.commitSha).toBe(c2);
  });

  it('is ended once: a second report finds no lease', async () => {
    await main.merge(c1, at(0));
    await main.merge(c2, at(1));
    const { deployment, lease } = await runner.claim();
    expectStatus(204, await runner.complete(deployment.id, lease.token, left));
    const before = await main.deployments();

    const again = await runner.complete(deployment.id, lease.token, left);

    expect(again.status).toBe(409);
    expect(await main.deployments()).toEqual(before);
  });

  it('that was deployed by hand is no merge: it is ended, and nothing is queued', async () => {
    await main.push(a, c1, [c1]);
    await main.merge(c1, at(0));
    await runner.run();
    const body = { environmentId: project.environments.main, branch: 'main', commitSha: c2 };
    expectStatus(202, await service.api('POST', `${project.path}/deploy`, { body }));

    await runner.run(left);

    expect(await main.production()).toMatchObject({ pending: null, running: null, current: { commitSha: c1 } });
  });
});
