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
  it('create and rotate print the whole answer with -o json, and refuse -o id before they make anything', async () => {
    const whole = await ocore([...make, '--name', 'Whole', '-o', 'json']);
    const refused = await ocore([...make, '--name', 'Refused', '-o', 'id']);
    const id = await idOf('Whole');
    const before = await service.api('GET', `/api/api-keys/${id}`);
    const rotated = await ocore(['api-key', 'rotate', id, '-o', 'id']);

    expect(JSON.parse(whole.stdout)).toMatchObject({ id, key: expect.stringMatching(/^ocore_/), expiresAt: null });
    expect([refused.code, refused.stdout, rotated.code, rotated.stdout]).toEqual([2, '', 2, '']);
    expect(await idOf('Refused')).toBe('');
    expect((await service.api('GET', `/api/api-keys/${id}`)).json).toEqual(before.json);
  });

  it('create limits the key to projects and environments by name, and to a time from now', async () => {
    const first = await service.connectedProject();
    const second = await service.project();
    const live = await service.environment(second.path, { name: 'Live', type: 'production', branch: 'main' });
    const nameOf = async (id: string) => String((await service.api('GET', `/api/projects/${id}`)).json.name);
    const limits = [
      ...['--project', await nameOf(first.projectId), await nameOf(second.id)],
      ...['--environment', 'Live', 'staging', '--expires', '90d'],
    ];

    const { stdout, stderr } = await ocore([...make, '--name', 'Limited', ...limits, '-o', 'json']);

    expect(stderr).toContain('Limited');
    expect(JSON.parse(stdout)).toMatchObject({
      projectIds: [first.projectId, second.id],
      environmentIds: [live, first.environments.staging],
      expiresAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  it('create asks for the project of an environment that is given by name', async () => {
    const { code, stderr } = await ocore([...make, '--name', 'Nowhere', '--environment', 'Staging']);

    expect(code).toBe(2);
    expect(stderr).toContain('or its project too');
  });

  it('rotate gives a new text; it asks only where the old one ends at once', async () => {
    const old = (await ocore([...make, '--name', 'Rotated'])).stdout.trim();
    const id = await idOf('Rotated');

    const next = await ocore(['api-key', 'rotate', id]);
    const silent = await ocore(['api-key', 'rotate', id, '--revoke-now']);
    const now = await ocore(['api-key', 'rotate', id, '--revoke-now', '--confirm', 'Rotated']);

    expect(next.stdout).toMatch(/^ocore_\S+\n$/);
    expect(next.stdout.trim()).not.toBe(old);
    expect([silent.code, now.code]).toEqual([2, 0]);
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

describe('ocore environment update', () => {
  it('lets an environment deploy without submodules that cannot be fetched', async () => {
    const { projectId, path, environments } = await service.connectedProject();

    const { code } = await ocore(['environment', 'update', projectId, 'Staging', '--allow-missing-submodules', 'on']);

    expect(code).toBe(0);
    const { json } = await service.api('GET', `${path}/environments/${environments.staging}`);
    expect(json.allowMissingSubmodules).toBe(true);
  });
});
