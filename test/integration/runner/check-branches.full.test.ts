import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { Bench } from './bench.ts';

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

  it('deploys a tag whose commit is on one of them', async () => {
    const commitSha = bench.work.push('main');
    bench.repository.run('tag', 'v1', commitSha);
    bench.work.push('main');

    expect(await deployed({ tag: 'v1' })).toMatchObject({ status: 'succeeded', commitSha });
  });

  it('runs no command where the branches cannot be fetched', async () => {
    const commitSha = bench.work.push('main');
    const serve = bench.onFetch;
    let fetches = 0;
    bench.onFetch = (channel, command, environment) => {
      fetches += 1;
      // The first fetches the commit.
      serve(channel, fetches === 1 ? command : 'echo "fatal: out of order" >&2; exit 128', environment);
    };

    const completion = await deployed({ branch: 'main', commitSha });

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(/^repository_/) });
    expect(ran()).toBe(false);
  });

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
