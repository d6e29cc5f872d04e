import { beforeEach, describe, expect, it } from 'vitest';
import { connectForTags, git, loseTags, project, useBench } from './lost-order-bench.ts';

useBench();

describe('lost tags of one environment', () => {
  beforeEach(connectForTags);

  it.each([true, false])(
    'are queued in the order of their dates, not of their names (annotated: %s)',
    async (annotated) => {
      const made = ['v9', 'v11', 'v10', 'v12', 'v2'].map((name, day) =>
        git.repository.tag(name, `2026-11-0${day + 1}T10:00:00Z`, annotated),
      );

      await project.reconcile();

      expect(await project.pending('work')).toBe(made.at(-1));
      const all = await project.deployments('work');
      const successors = made.map((commit) => {
        const one = all.find(({ commitSha }) => commitSha === commit);
        return all.find(({ id }) => id === one?.supersededBy)?.commitSha;
      });
      expect(successors).toEqual([...made.slice(1), undefined]);
    },
  );
});

describe('dates of lost tags', () => {
  beforeEach(connectForTags);

  it('are read over SSH from a server that speaks no protocol version 2', async () => {
    git.acceptsVersion2 = false;
    const newest = loseTags();

    await project.reconcile();

    expect(await project.pending('work')).toBe(newest);
    expect(git.requests).not.toContain('/git-upload-pack');
  });
});
