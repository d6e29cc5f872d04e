import { describe, expect, it } from 'vitest';
import { bench, useBench } from './command-bench.ts';

useBench();

describe('the end of a deployment', () => {
  it('tells the commit again, with its message and author, whatever heartbeats have told', async () => {
    const commitSha = bench.work.push('staging', { 'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}" });
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha }));

    await bench.runner('exit 3').once();

    const facts = { commitSha: expect.any(String), commitMessage: 'A change', commitAuthor: 'Mona Lisa' };
    const changePlan = expect.objectContaining({ modules: ['sale_x'] });
    expect(bench.api.completions[0]?.completion).toMatchObject({ status: 'failed', ...facts, changePlan });
    expect(Object.assign({}, ...bench.api.reported)).toEqual({ ...facts, changePlan, submodules: [] });
  });
});
