import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Claim } from '#shared/contract/runner.ts';
import { deploy, TestRunner } from '../runner.ts';
import { expectStatus, TestService } from '../test-service.ts';

let service: TestService;

/** The promise that two runners on one environment run each deployment exactly once. @param wanted deployments */
export const describeTwoRunners = (wanted: number): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());

  it(`two runners on one environment run each of ${wanted} deployments exactly once`, async () => {
    const project = await service.connectedProject();
    const runs: string[] = [];
    const serve = async (): Promise<void> => {
      const runner = new TestRunner(service, project.path, project.environments.staging);
      while (runs.length < wanted) {
        const answer = await runner.tryClaim();
        if (answer.status === 204) {
          await sleep(1);
          continue;
        }
        const { deployment, lease } = Claim.parse(expectStatus(200, answer).json);
        runs.push(deployment.id);
        expectStatus(204, await runner.complete(deployment.id, lease.token));
      }
    };
    const queued: string[] = [];
    const produce = async (): Promise<void> => {
      for (let made = 0; made < wanted; made += 1) {
        // A second one would supersede the first while that waits.
        while (queued.length > runs.length) await sleep(1);
        queued.push(await deploy(service, project));
      }
    };

    await Promise.all([produce(), serve(), serve()]);

    expect(runs).toEqual(queued);
    expect(new Set(runs).size).toBe(wanted);
  });
};
