import { describe, expect, it } from 'vitest';
import { at, begin, commitOn, commits, host, merged, moveTo, project, useBench } from './credential-merges-bench.ts';

useBench();

describe('a branch that deploys on merge, compared with a credential', () => {
  it('deploys the last of several that were merged in one second, as the history tells', async () => {
    const first = commitOn(begin, 'First');
    const second = commitOn(first, 'Second');
    const third = commitOn(second, 'Third');
    moveTo(third);
    const second0 = at();
    for (const [number, commit] of [second, third, first].entries()) merged(number + 1, commit, second0);

    await project.reconcile();

    expect(await commits()).toEqual([third]);
  });

  it('deploys nothing that was merged before it was connected', async () => {
    merged(7, begin, '2026-01-01T00:00:00.000Z');

    await project.reconcile();
    await project.reconcile();

    expect(await project.deployments()).toEqual([]);
  });

  it('drops what waits for two minutes and is not in the branch any more, and queues what it holds', async () => {
    const kept = commitOn(begin, 'Kept');
    const left = commitOn(kept, 'Left');
    moveTo(left);
    await project.deliverMerge(kept, at(0));
    await project.deliverMerge(left, at(30));
    expect(await commits()).toEqual([left, kept]);
    merged(1, kept, at(0));
    merged(2, left, at(30));
    moveTo(kept);

    await project.reconcile();

    const [newest, ...others] = await project.deployments();
    expect(newest).toMatchObject({ commitSha: kept, status: 'queued' });
    expect(others).toMatchObject([
      { commitSha: left, status: 'superseded', statusReason: expect.stringContaining('does not hold') },
      { commitSha: kept, status: 'superseded' },
    ]);
  });

  it('leaves the order to the deliveries where this release cannot compare', async () => {
    host.standIn.cannotCompare = true;
    const merge = commitOn(begin, 'Merge');
    moveTo(merge);
    merged(7, merge);

    await project.reconcile();

    expect(await commits()).toEqual([merge]);
  });

  it('is failing where the API alone knows of a merge, although its push was told', async () => {
    const merge = commitOn(begin, 'Merge');
    moveTo(merge);
    await project.deliverPush(begin, merge);
    merged(7, merge, at(5));

    await project.reconcile();
    await project.reconcile(2);

    expect(await commits()).toEqual([merge]);
    expect(await project.repositoryStatus()).toBe('failing');
  });
});
