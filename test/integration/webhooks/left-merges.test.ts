import { describe, expect, it } from 'vitest';
import { at, c1, c2, left, main, runner, useBench } from './left-merges-bench.ts';

useBench();

describe('a merge whose commit left the branch', () => {
  it('makes room for the newest merge before it that has not run', async () => {
    await main.merge(c1, at(0));
    await main.merge(c2, at(1));

    const dropped = await runner.run(left);

    const { pending } = await main.production();
    expect(pending?.commitSha).toBe(c1);
    const queued = (await main.deployments()).find(({ id }) => id === pending?.id);
    expect(queued).toMatchObject({ status: 'queued', trigger: 'merge', commitSha: c1, branch: 'main' });
    expect((await main.deployments()).find(({ id }) => id === dropped)).toMatchObject({ status: 'superseded' });
  });
});
