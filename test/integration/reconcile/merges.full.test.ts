import { describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { at, commits, compareTwice, project, start, useBench } from './merges-bench.ts';

useBench();

describe('a branch that deploys on merge', () => {
  it('is not failing after a merge by hand that was pushed with a later commit', async () => {
    const merge = project.lose('main', 'Merge by hand');
    const later = project.lose('main', 'Later');
    await project.deliverListed(start, [merge, later]);
    expectStatus(202, await project.deliverMerge(merge, at));

    await compareTwice();

    expect(await project.repository()).toMatchObject({ status: 'connected', statusReason: null });
    expect(await commits()).toEqual([merge]);
  });

  it('is not failing after a group of merges, whichever delivery is missing', async () => {
    const [first, second] = [project.lose('main', 'First'), project.lose('main', 'Second')];
    await project.deliverMerge(first, at);
    await project.deliverMerge(second, at);

    await compareTwice();

    expect(await project.repository()).toMatchObject({ status: 'connected', statusReason: null });
  });

  it('is failing where a head came without any delivery', async () => {
    project.lose('main', 'Nobody told');

    await compareTwice();

    expect((await project.repository()).status).toBe('failing');
  });
});
