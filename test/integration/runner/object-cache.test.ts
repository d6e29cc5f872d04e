import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bench } from './fetching-bench.ts';
import { deployed, fetched, file, many, useCache } from './object-cache-bench.ts';

useCache();

describe('the objects that a runner keeps', () => {
  it('leave only what is new to be fetched, and the files are the same', async () => {
    const first = bench.work.push('staging', { ...many(100), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha: first });
    const second = bench.work.push('staging', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'staging', commitSha: second }, { previousCommitSha: first });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: second });
    expect(file('version.txt')).toBe('two');
    expect(file('file-99')).toBe(readFileSync(join(bench.work.path, 'file-99'), 'utf8'));
    const [all = 0, more = 0] = fetched;
    expect(all).toBeGreaterThan(50_000);
    expect(more).toBeGreaterThan(0);
    expect(more / all).toBeLessThanOrEqual(0.25);
  });
});
