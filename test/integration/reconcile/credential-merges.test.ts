import { describe, expect, it } from 'vitest';
import { begin, commitOn, merged, moveTo, project, useBench } from './credential-merges-bench.ts';

useBench();

describe('a branch that deploys on merge, compared with a credential', () => {
  it('deploys a merge behind a direct push, of which no delivery told', async () => {
    const merge = commitOn(begin, 'Merge');
    moveTo(commitOn(merge, 'Direct'));
    merged(7, merge);

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: merge, trigger: 'reconcile', status: 'queued' }]);
  });
});
