import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bench } from './bench.ts';
import { refusal } from './memory-api.ts';

const removal = vi.hoisted(() => ({ fault: null as Error | null }));
vi.mock('../../../cli/runner/remove-files.ts', async (original) => {
  const { removeFiles } = await original<typeof import('../../../cli/runner/remove-files.ts')>();
  return {
    removeFiles: async (directory: string): Promise<void> => {
      if (removal.fault !== null) throw removal.fault;
      return removeFiles(directory);
    },
  };
});

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.start();
});
afterEach(async () => {
  removal.fault = null;
  await bench.stop();
});

const queue = (): void => {
  const commitSha = bench.work.push('staging', { 'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}" });
  bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));
};

describe('the end of a deployment', () => {
  it('leaves message and author alone where the service knows them', async () => {
    const commitSha = bench.work.push('staging', { 'version.txt': 'one' });
    const known = { commitMessage: 'As the provider says', commitAuthor: 'Octocat' };
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha, ...known }));

    await bench.runner('true').once();

    expect(Object.keys(bench.api.completions[0]?.completion ?? {}).sort()).toEqual([
      'changePlan',
      'commitSha',
      'status',
      'submodules',
    ]);
  });

  it('tells a message and an author of any length, cut, by the first line and without secrets', async () => {
    bench.work.write('version.txt', 'one');
    bench.work.git('add', '--all');
    const long = `ocore_key_topsecrettoken ${'é'.repeat(500)}`;
    bench.work.git('-c', `user.name=${'x'.repeat(5000)}`, 'commit', '--quiet', '-m', `${long}\n\nbody`);
    bench.work.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/staging');
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha: null, trigger: 'manual' }));

    await bench.runner('true').once();

    const { completion } = bench.api.completions[0] ?? {};
    expect(completion?.commitMessage).toBe(`[redacted] ${'é'.repeat(500)}`.slice(0, 200));
    expect(completion?.commitAuthor).toBe('x'.repeat(200));
  });

  it('tells a message and an author with carriage returns, of which the service takes none in a line', async () => {
    bench.work.write('version.txt', 'one');
    bench.work.git('add', '--all');
    bench.work.git('-c', 'user.name=Mona\rLisa', 'commit', '--quiet', '-m', 'Fix taxes\r\rand rounding\r\n\r\nbody');
    bench.work.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/staging');
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha: null, trigger: 'manual' }));

    await bench.runner('true').once();

    const { completion } = bench.api.completions[0] ?? {};
    expect(completion).toMatchObject({ commitMessage: 'Fix taxes and rounding', commitAuthor: 'Mona Lisa' });
  });

  it('tells the commit also where the deployment is cancelled while its command runs', async () => {
    queue();
    bench.api.cancel = false;
    const running = bench.runner('sleep 60', { timing: { leaseMs: 20_000, heartbeatMs: 20, jitterMs: 5, retryMs: 5 } });
    const ended = running.once();
    await expect.poll(() => bench.api.log).toContain('ocore: running');
    bench.api.cancel = true;

    expect(await ended).toBe('cancelled');
    expect(bench.api.completions[0]?.completion).toMatchObject({
      commitMessage: 'A change',
      commitAuthor: 'Mona Lisa',
    });
  });

  it('is told without its change plan, message and author where the service does not take them', async () => {
    queue();
    bench.api.refuses = ({ changePlan, commitMessage }) =>
      changePlan === undefined && commitMessage === undefined ? null : refusal(400, 'validation_failed');

    const outcome = await bench.runner('true').once();

    expect(outcome).toBe('succeeded');
    expect(bench.api.completions).toEqual([
      { deploymentId: expect.any(String), completion: { status: 'succeeded', commitSha: expect.any(String) } },
    ]);
  });

  it('is what the command came to, also where its files cannot be removed: the log says so', async () => {
    queue();
    removal.fault = new Error("EACCES: permission denied, unlink 'x.pyc'");

    const outcome = await bench.runner('true').once();

    expect(outcome).toBe('succeeded');
    expect(bench.api.log).toMatch(
      /could not be removed: EACCES: permission denied, unlink 'x\.pyc'\. Remove it by hand\./,
    );
  });
});
