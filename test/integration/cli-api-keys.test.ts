import { describe, expect, it } from 'vitest';
import { idOf, make } from './cli-api-keys-bench.ts';
import { ocore, useService } from './cli-bench.ts';

useService();

describe('ocore api-key', () => {
  it('create prints a key that works, alone', async () => {
    const { code, stdout, stderr } = await ocore([...make, '--name', 'CI']);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^ocore_\S+\n$/);
    expect(stderr).toContain(`CI (${await idOf('CI')})`);
    expect((await ocore(['whoami', '-o', 'json'], { OCORE_TOKEN: stdout.trim() })).code).toBe(0);
  });
});
