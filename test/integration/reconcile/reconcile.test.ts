import { beforeEach, describe, expect, it } from 'vitest';
import { project, useBench } from './reconcile-bench.ts';

useBench();

describe('the first reconciliation after connecting', () => {
  it('deploys nothing that was there', async () => {
    await project.reconcile();

    for (const environment of ['main', 'staging', 'work'] as const) {
      expect(await project.deployments(environment)).toEqual([]);
    }
    expect(await project.deliveries()).toEqual([]);
    expect((await project.repository()).lastComparison).toMatchObject({ result: 'in_sync' });
  });
});

describe('a later reconciliation', () => {
  beforeEach(() => project.reconcile());

  it('queues a push of which no delivery told, and keeps why', async () => {
    const lost = project.lose('staging');

    await project.reconcile();

    const [deployment, ...others] = await project.deployments('staging');
    expect(others).toEqual([]);
    expect(deployment).toMatchObject({ commitSha: lost, trigger: 'reconcile', triggeredBy: 'reconcile' });
    const [delivery] = await project.deliveries();
    expect(delivery).toMatchObject({ id: deployment?.deliveryId, event: 'reconcile', after: lost });
    expect(delivery?.decision.outcome).toBe('deploy');
    expect((await project.repository()).lastComparison).toMatchObject({
      result: 'pushes_found',
      detail: expect.stringMatching(/^1 push /),
    });
  });

  it('holds a direct push to a branch that deploys on merge, and says so', async () => {
    project.lose('main', 'Direct');

    await project.reconcile();

    expect(await project.deployments('main')).toEqual([]);
    const [delivery] = await project.deliveries();
    expect(delivery?.decision).toMatchObject({ outcome: 'hold', environmentId: project.environments.main });
    expect(delivery?.decision.trace.map((entry) => entry.rule)).toContain('head_not_confirmed');
  });
});
