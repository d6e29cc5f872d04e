import { describe, expect, it } from 'vitest';
import { attempts, host, project, useBench } from './failed-deliveries-bench.ts';

useBench();

describe('deliveries that GitHub could not bring', () => {
  it('are left alone while nothing is missing', async () => {
    await project.reconcile();

    expect(attempts()).toBe(0);
  });

  it('cost no deployment where GitHub refuses to be asked', async () => {
    project.git.repository.commit('staging', 'Lost');
    host.standIn.break(500);

    await project.reconcile();

    expect(await project.deployments()).toHaveLength(1);
    host.standIn.repair();
  });

  it('are asked for again where a push was found without one', async () => {
    project.git.repository.commit('staging', 'Lost');

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ branch: 'staging', trigger: 'reconcile' }]);
    expect(attempts()).toBe(1);
  });
});
