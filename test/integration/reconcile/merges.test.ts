import { describe, expect, it } from 'vitest';
import { at, commits, project, useBench } from './merges-bench.ts';

useBench();

describe('a branch that deploys on merge', () => {
  it('deploys the merge that its remote shows, where deliveries left the order open', async () => {
    const [first, second] = [project.lose('main', 'First'), project.lose('main', 'Second')];
    await project.deliverMerge(second, at);
    await project.deliverMerge(first, at);
    expect(await project.pending('main')).toBe(second);
    const third = project.lose('main', 'Third');
    await project.deliverMerge(third, at);
    expect(await project.pending('main')).toBe(second);

    await project.reconcile(1);

    expect(await project.pending('main')).toBe(third);
    expect(await commits()).toEqual(expect.arrayContaining([first, second, third]));
  });
});
