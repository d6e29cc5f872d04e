import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { checkBranches } from '../../../cli/runner/check-branches.ts';
import type { Git } from '../../../cli/runner/git.ts';
import { BareRepository } from '../git/bare-repository.ts';
import { Bench } from './bench.ts';
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

describe('a runner that is told the branches of an environment', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.start();
  });
  afterEach(() => bench.stop());
  /** Carries out a deployment into an environment that takes main alone. @returns how it was completed */
  const deployed = async (deployment: Partial<Deployment>) => {
    const claim = bench.claim({ trigger: 'manual', ...deployment });
    bench.api.queue.push({ ...claim, environment: { ...claim.environment, branches: ['main'] } });
    await bench.runner(`touch "${bench.out}/ran"`).once();
    return bench.api.completions.at(-1)?.completion;
  };
  const ran = (): boolean => existsSync(join(bench.out, 'ran'));

  it('fails a commit that is on none, before its command, and keeps which one it was', async () => {
    bench.work.push('main');
    const commitSha = bench.work.push('feature/x');

    const completion = await deployed({ branch: 'feature/x', commitSha });

    expect(completion).toMatchObject({
      status: 'failed',
      commitSha,
      statusReason: expect.stringMatching(/^branch_not_allowed: /),
    });
    expect(ran()).toBe(false);
  });
});
