import { describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';
import { joined } from './members-bench.ts';

useService();

const invited = async (email: string): Promise<string> =>
  (await ocore(['member', 'invite', email, '--role', 'developer'])).stdout.trim();

describe('ocore member', () => {
  it('ends with 6 for an address or a role that nobody has', async () => {
    expect((await ocore(['member', 'get', 'nobody@acme.example'])).code).toBe(6);
    expect((await ocore(['member', 'invite', 'eve@acme.example', '--role', 'Nothing'])).code).toBe(6);
  });

  it('removes the one whose address confirms it, and nobody without', async () => {
    const id = await invited('cleo@acme.example');

    const silent = await ocore(['member', 'remove', id]);
    const wrong = await ocore(['member', 'remove', id, '--confirm', 'bob@acme.example']);
    const right = await ocore(['member', 'remove', 'cleo@acme.example', '--confirm', 'cleo@acme.example']);

    expect([silent.code, wrong.code, right.code]).toEqual([2, 2, 0]);
    expect(right.stdout).toBe(`${id}\n`);
    expect((await service.api('GET', `/api/members/${id}`)).json).toMatchObject({ status: 'removed' });
  });

  it('leaves only where the slug of the organisation is given', async () => {
    const { slug } = (await service.api('GET', '/api/me')).json.organization as { slug: string };

    const silent = await ocore(['member', 'leave']);
    const wrong = await ocore(['member', 'leave', '--confirm', `${slug}-2`]);
    const right = await ocore(['member', 'leave', '--confirm', slug]);

    expect([silent.code, wrong.code]).toEqual([2, 2]);
    expect(wrong.stderr).toContain('Nothing was changed.');
    expect(right.code, 'an API key is no member').toBe(7);
  });
});

describe('ocore access', () => {
  it('grants to a member by name, explains it, and revokes it with the name', async () => {
    const { id, path } = await service.project();
    const dora = await joined(service, 'developer', 'Dora Grant');
    const confirmed = ['access', 'revoke', id, dora.id, '--confirm', String(dora.email)];

    const granted = await ocore(['access', 'grant', id, 'dora grant', '--level', 'deploy']);
    const shown = await ocore(['access', 'show', id, '-o', 'id']);
    const explained = await ocore(['access', 'explain', id, String(dora.email), '--json']);
    const silent = await ocore(confirmed.slice(0, -2));
    const revoked = await ocore(confirmed);

    expect([granted.stdout, shown.stdout, revoked.stdout]).toEqual(Array(3).fill(`${dora.id}\n`));
    expect(JSON.parse(explained.stdout)).toMatchObject({ principalId: dora.id, visible: true });
    expect(silent.code).toBe(2);
    expect((await service.api('GET', `${path}/access`)).json.grants).toEqual([]);
  });

  it('says of somebody who is only invited that they have to join first', async () => {
    const { id } = await service.project();
    await invited('finn@acme.example');

    const { code, stderr } = await ocore(['access', 'grant', id, 'finn@acme.example', '--level', 'view']);

    expect(code).toBe(7);
    expect(stderr).toContain('finn@acme.example is invited and has not joined yet.');
  });

  it('grants to an API key by its id', async () => {
    const { id } = await service.project();
    const body = { name: 'Granted', permissions: ['view:projects'] };
    const key = String((await service.api('POST', '/api/api-keys', { body })).json.id);

    expect((await ocore(['access', 'grant', id, key, '--level', 'view'])).stdout).toBe(`${key}\n`);
    expect((await ocore(['access', 'revoke', id, key, '--confirm', 'Granted'])).stdout).toBe(`${key}\n`);
  });
});

describe('ocore role', () => {
  it('is made, changed by its name, and deleted with its name', async () => {
    const made = await ocore(['role', 'create', '--name', 'Releases', '--permission', 'view:projects', 'view:members']);
    const id = made.stdout.trim();

    const changed = await ocore([
      'role',
      'update',
      'releases',
      '--permission',
      'view:projects',
      '--description',
      'Ships',
    ]);
    const { json } = await service.api('GET', `/api/roles/${id}`);
    const nothing = await ocore(['role', 'update', id]);
    const silent = await ocore(['role', 'delete', id]);
    const deleted = await ocore(['role', 'delete', 'Releases', '--confirm', 'Releases']);

    expect(changed.stdout).toBe(`${id}\n`);
    expect(json).toMatchObject({ permissions: ['view:projects'], description: 'Ships' });
    expect([nothing.code, silent.code, deleted.code]).toEqual([2, 2, 0]);
    expect((await service.api('GET', `/api/roles/${id}`)).status).toBe(404);
  });
});
