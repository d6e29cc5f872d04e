import { afterAll, beforeAll, expect, it } from 'vitest';
import { followingPushes } from '#test/fixtures/github.ts';
import { TestRunner } from '../runner.ts';
import { expectStatus, TestService } from '../test-service.ts';

/** The promise that pushes while two runners work each run once or are superseded. @param count pushes */
export const describeManyDeployments = (count: number): void => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it(`two runners and ${count} deployments: each ran exactly once or was superseded, never two at a time`, async () => {
    const project = await service.connectedProject();
    const environment = `${project.path}/environments/${project.environments.staging}`;
    const next = followingPushes();
    const push = async (): Promise<string> => {
      const { json } = expectStatus(202, await service.deliver(project.webhook, 'push', next('staging')));
      return String((json.deployments as string[]).at(-1));
    };
    const ok = async (path: string): Promise<Record<string, unknown>> =>
      expectStatus(200, await service.api('GET', path)).json;
    let isOver = false;
    const ran: string[] = [];
    let underWay = 0;
    let max = 0;
    const work = async (): Promise<void> => {
      const mine = new TestRunner(service, project.path, project.environments.staging);
      while (true) {
        const wasOver = isOver;
        const answer = await mine.tryClaim();
        if (answer.status === 204) {
          if (wasOver && (await ok(environment)).running === null) return;
          continue;
        }
        const { deployment, lease } = expectStatus(200, answer).json as unknown as {
          deployment: { id: string };
          lease: { token: string };
        };
        underWay += 1;
        max = Math.max(max, underWay);
        ran.push(deployment.id);
        expectStatus(200, await mine.heartbeat(deployment.id, lease.token));
        // Before the request: once it is answered, the other runner may have claimed the next.
        underWay -= 1;
        expectStatus(204, await mine.complete(deployment.id, lease.token));
      }
    };
    const runners = [work(), work()];
    const pushed: string[] = [];
    for (let n = 0; n < count; n += 1) pushed.push(await push());
    isOver = true;
    await Promise.all(runners);

    expect(max).toBe(1);
    expect(new Set(ran).size).toBe(ran.length);
    expect(ran.at(-1)).toBe(pushed.at(-1));
    const statuses = new Map<string, string>();
    for (const id of pushed) statuses.set(id, String((await ok(`${project.path}/deployments/${id}`)).status));
    expect(pushed.filter((id) => statuses.get(id) === 'succeeded').sort()).toEqual([...ran].sort());
    expect(pushed.filter((id) => statuses.get(id) === 'superseded')).toHaveLength(count - ran.length);
  });
};
