import { describe, expect, it } from 'vitest';
import { bench, deployed, file, useBench } from './fetching-bench.ts';
import { Library, modules, pointTo } from './submodules-bench.ts';

useBench();

describe('the change plan of a submodule', () => {
  it('has those of a submodule within a submodule, at relative URLs', async () => {
    const [library, inner] = [new Library(), new Library()];
    const old = inner.work.push('main', modules({ base_x: '18.0.1.0.0', web_x: '18.0.1.0.0' }));
    const outerOld = pointTo(library.work, 'main', [['inner', inner.relativeUrl, old]]);
    const before = pointTo(bench.work, 'staging', [['vendor/oca', library.relativeUrl, outerOld]]);
    const raised = inner.work.push('main', modules({ web_x: '18.0.1.0.1' }));
    const outer = pointTo(library.work, 'main', [['inner', inner.relativeUrl, raised]]);
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.relativeUrl, outer]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({ modules: ['web_x'], warnings: [] });
    expect(file('vendor/oca/inner/web_x/__manifest__.py')).toContain('18.0.1.0.1');
  });

  it('of another URL compares what both repositories hold, and one that is gone tells its modules', async () => {
    const [theirs, fork, gone] = [new Library(), new Library(), new Library()];
    const old = theirs.work.push('main', modules({ sale_x: '18.0.1.0.0', stock_x: '18.0.1.0.0' }));
    const lost = gone.work.push('main', modules({ lost_x: '18.0.1.0.0' }));
    const before = pointTo(bench.work, 'staging', [
      ['vendor/oca', theirs.sshUrl, old],
      ['vendor/gone', gone.sshUrl, lost],
    ]);
    const forked = fork.work.push('main', modules({ sale_x: '18.0.1.0.0', stock_x: '18.0.2.0.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', fork.sshUrl, forked]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({
      modules: ['stock_x'],
      warnings: [expect.stringMatching(/^lost_x was removed\./)],
    });
  });

  it('has the modules of one that is new', async () => {
    const library = new Library();
    const before = bench.work.push('staging', modules({ own_x: '18.0.1.0.0' }));
    const added = library.work.push('main', modules({ sale_x: '18.0.1.0.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan?.modules).toEqual(['sale_x']);
  });
});

describe('the guards see submodules', () => {
  it.each([
    ['a manifest that Odoo cannot load', "{'version': 18.0}", /^odoo_manifest_invalid: .*vendor\/oca\/sale_x\//],
    ['another series', "{'version': '17.0.1.0.0'}", /^odoo_series_mismatch: .*sale_x/],
  ])('%s fails the deployment before its command', async (_what, text, reason) => {
    const library = new Library();
    const added = library.work.push('main', { 'sale_x/__manifest__.py': text });
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(reason) });
  });
});
