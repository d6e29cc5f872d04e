import { describe, expect, it } from 'vitest';
import { ocore, service, useService } from './cli-bench.ts';

const invited = async (email: string): Promise<string> =>
  (await ocore(['member', 'invite', email, '--role', 'developer'])).stdout.trim();

useService();

describe('ocore member', () => {
  it('invites with the id or the name of a role, and prints the id of the member alone', async () => {
    const byId = await ocore(['member', 'invite', 'ada@acme.example', '--role', 'developer']);
    const byName = await ocore(['member', 'invite', 'ada@acme.example', '--role', 'Viewer']);

    expect(byId.stdout).toMatch(/^mem_[0-9A-Z]{26}\n$/);
    expect(byName.stdout).toBe(byId.stdout);
    const { json } = await service.api('GET', `/api/members/${byId.stdout.trim()}`);
    expect(json).toMatchObject({ email: 'ada@acme.example', role: { id: 'viewer' } });
  });

  it('gives another role to the one who has the e-mail address', async () => {
    const id = await invited('bob@acme.example');

    const { code, stdout } = await ocore(['member', 'role', 'BOB@acme.example', 'admin']);

    expect([code, stdout]).toEqual([0, `${id}\n`]);
    expect((await service.api('GET', `/api/members/${id}`)).json).toMatchObject({ role: { id: 'admin' } });
  });
});

describe('ocore access', () => {
  it('restricts a project and opens it, and prints its id', async () => {
    const { id, path } = await service.project();
    const modeOf = async () => (await service.api('GET', `${path}/access`)).json.mode;

    const restricted = await ocore(['access', 'restrict', id]);
    const mode = await modeOf();
    const opened = await ocore(['access', 'open', id]);

    expect([restricted.stdout, opened.stdout]).toEqual([`${id}\n`, `${id}\n`]);
    expect(restricted.stderr).toContain('restricted: those with a grant see it');
    expect([mode, await modeOf()]).toEqual(['restricted', 'organization']);
  });
});
