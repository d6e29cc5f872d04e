import { execFile } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkBranches } from '../../../cli/runner/check-branches.ts';
import type { Git } from '../../../cli/runner/git.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { WorkTree } from './work-tree.ts';

describe('the branches of an environment', () => {
  let remote: BareRepository;
  let work: WorkTree;
  let onMain: string;
  let newest: string;
  let elsewhere: string;
  let dropped: string;
  beforeAll(() => {
    remote = new BareRepository();
    work = new WorkTree(remote.path);
    onMain = work.push('main');
    newest = work.push('main');
    elsewhere = work.push('feature/x');
    dropped = work.push('main');
    work.git('push', '--quiet', '--force', 'origin', `${newest}:refs/heads/main`, `${dropped}:refs/tags/release`);
  });
  afterAll(() => {
    work.remove();
    remote.remove();
  });
  const git: Git = (args) =>
    new Promise((resolve) => {
      execFile('git', ['-C', work.path, ...args], (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  const check = (commitSha: string, branches: readonly string[]): Promise<void> =>
    checkBranches(git, commitSha, { name: 'Production', branches });
  afterEach(() => {
    for (const ref of work.git('for-each-ref', '--format=%(refname)', 'refs/ocore/').split('\n')) {
      if (ref !== '') work.git('update-ref', '-d', ref);
    }
  });

  it.each([[['main']], [['*']], [['m*']], [['gone', 'main']], [['release/**', 'main']]])(
    'hold a head and what comes before it: %j',
    async (branches) => {
      await expect(check(newest, branches)).resolves.toBeUndefined();
      await expect(check(onMain, branches)).resolves.toBeUndefined();
    },
  );

  it.each([[['feature/*']], [['**']], [['main', 'f**x']]])(
    'are matched as the service matches: %j',
    async (branches) => {
      await expect(check(elsewhere, branches)).resolves.toBeUndefined();
    },
  );

  it.each([
    [['main']],
    [['gone']],
    [['main', 'release/**']],
    // One star stands for no slash.
    [['*']],
    [['feature/y', 'feature']],
  ])('hold no commit that is only on another one: %j', async (branches) => {
    await expect(check(elsewhere, branches)).rejects.toMatchObject({
      status: 'failed',
      reason: `branch_not_allowed: the commit ${elsewhere} is on none of the branches that Production takes: ${branches.join(', ')}. Merge it into one of them, or deploy it with force.`,
    });
  });

  it.each([[['main']], [['release']], [['**']]])(
    'hold nothing that a forced push took away, though a tag does: %j',
    async (branches) => {
      await expect(check(dropped, branches)).rejects.toThrow('branch_not_allowed');
    },
  );

  it('are not looked at where none are told', async () => {
    await expect(check('f'.repeat(40), [])).resolves.toBeUndefined();
  });

  it('say so where git cannot tell', async () => {
    await expect(check('f'.repeat(40), ['main'])).rejects.toMatchObject({ detail: expect.stringContaining('no such') });
  });
});
