import { describe, expect, it } from 'vitest';
import { attempts, project, useBench } from './failed-deliveries-bench.ts';

useBench();

describe('deliveries that GitHub could not bring', () => {
  it('are asked for again where a push was found without one', async () => {
    project.git.repository.commit('staging', 'Lost');

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ branch: 'staging', trigger: 'reconcile' }]);
    expect(attempts()).toBe(1);
  });
});
