import { describe, expect, it } from 'vitest';
import { faults, newKey } from './check-bench.ts';
import { useService } from './service-bench.ts';

useService();

describe('ocore runner check finds', () => {
  it('that there is no key, and that one is wrong', async () => {
    expect(await faults({ token: '' })).toEqual({
      'API key': ['OCORE_TOKEN is not set.', expect.stringContaining('run:projects')],
    });
    expect(Object.keys(await faults({ token: 'ocore_wrong' }))).toEqual(['API key']);
  });

  it('a key that may not run', async () => {
    const token = await newKey({ permissions: ['view:projects'] });

    expect(await faults({ token })).toEqual({
      'API key': [expect.stringContaining('has no run:projects'), expect.any(String)],
    });
  });
});
