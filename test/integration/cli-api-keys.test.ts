import { describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';

useService();

const make = ['api-key', 'create', '--permission', 'view:projects', 'deploy:projects'];
const idOf = async (name: string): Promise<string> => {
  const { apiKeys } = (await service.api('GET', '/api/api-keys?limit=100')).json as {
    apiKeys: { id: string; name: string }[];
  };
  return apiKeys.find((one) => one.name === name)?.id ?? '';
};

describe('ocore api-key', () => {
  it('create prints a key that works, alone', async () => {
    const { code, stdout, stderr } = await ocore([...make, '--name', 'CI']);

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^ocore_\S+\n$/);
    expect(stderr).toContain(`CI (${await idOf('CI')})`);
    expect((await ocore(['whoami', '-o', 'json'], { OCORE_TOKEN: stdout.trim() })).code).toBe(0);
  });

  it('revoke ends the key that its name confirms, and no other', async () => {
    await ocore([...make, '--name', 'Doomed']);
    const id = await idOf('Doomed');

    const silent = await ocore(['api-key', 'revoke', id]);
    const wrong = await ocore(['api-key', 'revoke', id, '--confirm', 'Other']);
    const right = await ocore(['api-key', 'revoke', id, '--confirm', 'Doomed']);

    expect([silent.code, wrong.code, right.code]).toEqual([2, 2, 0]);
    expect(wrong.stderr).toContain('Nothing was revoked.');
    expect(right.stdout).toBe(`${id}\n`);
    expect(await idOf('Doomed')).toBe('');
  });
});
