import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench, file, manifest, useBench } from './fetching-bench.ts';
import { Library, pointTo } from './submodules-bench.ts';

useBench();

describe('a repository that names its objects by SHA-256', () => {
  it('is deployed with its submodules and compared', async () => {
    const deployedOne = new Library('sha256');
    const shared = new Library('sha256');
    const cacheRoot = mkdtempSync(join(bench.out, 'cache-'));
    const command = `rm -rf "${bench.out}/deployed"; cp -R . "${bench.out}/deployed"`;
    const deploy = async (commitSha: string, previousCommitSha: string | null) => {
      const claim = bench.claim({ branch: 'main', commitSha }, { sshUrl: deployedOne.sshUrl, previousCommitSha });
      bench.api.queue.push(claim);
      await bench.runner(command, { cacheRoot }).once();
      return bench.api.completions.at(-1)?.completion;
    };
    const push = (own: string, of: string): string => {
      const pointed = shared.work.push('main', { 'stock_x/__manifest__.py': manifest(of) });
      deployedOne.work.commit({ 'sale_x/__manifest__.py': manifest(own) });
      return pointTo(deployedOne.work, 'main', [['lib', shared.sshUrl, pointed]]);
    };
    const first = push('18.0.1.0.0', '18.0.1.0.0');
    const second = push('18.0.1.0.1', '18.0.2.0.0');

    expect(await deploy(first, null)).toMatchObject({ status: 'succeeded', commitSha: first });
    expect(await deploy(second, first)).toMatchObject({
      status: 'succeeded',
      commitSha: second,
      changePlan: {
        versionBumps: [
          { module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.0.1' },
          { module: 'stock_x', from: '18.0.1.0.0', to: '18.0.2.0.0' },
        ],
      },
    });
    expect(file('lib/stock_x/__manifest__.py')).toBe(manifest('18.0.2.0.0').trim());
    expect(first).toHaveLength(64);
  });
});
