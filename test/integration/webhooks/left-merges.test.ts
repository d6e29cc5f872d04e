import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestRunner } from '#test/integration/runner.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';
import { MergeDeliveries } from './merge-deliveries.ts';

let service: TestService;
let project: Connected;
let main: MergeDeliveries;
let runner: TestRunner;

beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  project = await service.connectedProject();
  main = new MergeDeliveries(service, project);
  runner = new TestRunner(service, project.path, project.environments.main);
});

const [a, c1, c2, c3] = ['a', '1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string, string];
const at = (minute: number): string => `2026-11-24T10:0${minute}:00Z`;
const left = { status: 'superseded', statusReason: 'main does not hold the commit any more.' };

describe('a merge whose commit left the branch', () => {
  it('makes room for the newest merge before it that has not run', async () => {
    await main.merge(c1, at(0));
    await main.merge(c2, at(1));

    const dropped = await runner.run(left);

    const { pending } = await main.production();
    expect(pending?.commitSha).toBe(c1);
    const queued = (await main.deployments()).find(({ id }) => id === pending?.id);
    expect(queued).toMatchObject({ status: 'queued', trigger: 'merge', commitSha: c1, branch: 'main' });
    expect((await main.deployments()).find(({ id }) => id === dropped)).toMatchObject({ status: 'superseded' });
  });

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
