import { describe, expect, it } from 'vitest';
import { bench, deployed, file, manifest, useBench, variable } from './fetching-bench.ts';

useBench();

describe('the commit that a runner deploys', () => {
  it('is exactly the one of the deployment, not a newer one of its branch', async () => {
    const wanted = bench.work.push('staging', { 'version.txt': 'one' });
    bench.work.push('staging', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
    expect(file('version.txt')).toBe('one');
  });
});

describe('the change plan', () => {
  it('names the modules that changed since the commit before, for the command and for the history', async () => {
    const before = bench.work.push('staging', {
      'sale_x/__manifest__.py': manifest('18.0.1.0.0'),
      'stock_x/__manifest__.py': manifest('18.0.1.0.0'),
    });
    const wanted = bench.work.push('staging', { 'sale_x/__manifest__.py': manifest('18.0.1.1.0') });

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({
      modules: ['sale_x'],
      versionBumps: [{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
    });
    expect(variable('OCORE_CHANGED_MODULES')).toBe('sale_x');
    expect(variable('OCORE_PREVIOUS_COMMIT_SHA')).toBe(before);
  });
});
