import { describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { admin, createOrganization, ocore, service, useService } from './cli-bench.ts';

useService();

describe('ocore admin create-organization', () => {
  it('prints the organisation and a key that acts as its Owner', async () => {
    const { code, stdout } = await createOrganization('acme');

    expect(code).toBe(0);
    const made = JSON.parse(stdout) as { organization: Record<string, unknown>; apiKey: string };
    expect(Object.keys(made)).toEqual(['organization', 'apiKey']);
    expect(made.organization).toMatchObject({ slug: 'acme', name: 'Acme Corp' });
    const me = await service.api('GET', '/api/me', { token: made.apiKey });
    expect(me.json.organization).toEqual(made.organization);
    expect(me.json.permissions).toContain('manage:projects');
  });
});

describe('ocore admin invite-owner', () => {
  it('prints the invitation, and says that nobody else tells them', async () => {
    const { code, stdout, stderr } = await admin(
      'invite-owner',
      '--organization',
      'local',
      '--email',
      'A@acme.example',
    );

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ email: 'a@acme.example', status: 'invited', role: { id: 'owner' } });
    expect(stderr).toContain('oCore sends no mail: tell them the address of the service.');
  });
});

describe('ocore admin status', () => {
  it('prints the report, and its exit code says whether anything is wrong', async () => {
    const before = await admin('status');
    await invoke('schedules/tick', {});
    const after = await admin('status', '-o', 'json');

    expect(before.code).toBe(1);
    expect(before.stdout).toMatch(/^oCore Projects .*, npm start, at /);
    expect(before.stdout).toContain('What is wrong\n  last tick: The tick has not run yet.\n');
    expect(after.code).toBe(0);
    expect(JSON.parse(after.stdout)).toMatchObject({ findings: [], lastTick: { state: 'read' } });
  });
});

describe('ocore admin reset-key', () => {
  it('prints a new key, and the earlier one no longer works', async () => {
    const made = JSON.parse((await createOrganization('resets')).stdout) as { apiKey: string };

    const { code, stdout } = await admin('reset-key', '--organization', 'resets');

    expect(code).toBe(0);
    const { apiKey } = JSON.parse(stdout) as { apiKey: string };
    expect((await service.api('GET', '/api/me', { token: apiKey })).status).toBe(200);
    expect((await service.api('GET', '/api/me', { token: made.apiKey })).status).toBe(401);
  });

  it('is 6 for an organisation that there is not', async () => {
    const { code, stderr } = await admin('reset-key', '--organization', 'nowhere');

    expect(code).toBe(6);
    expect(stderr).toContain('organization: there is none with the slug nowhere.');
  });
});

describe('ocore project', () => {
  it('prints the whole resource with --json', async () => {
    const { stdout } = await ocore(['project', 'create', '--name', service.freshName(), '--json']);

    expect(JSON.parse(stdout)).toMatchObject({ id: expect.stringMatching(/^prj_/), archivedAt: null });
  });

  it('deletes without asking with --yes', async () => {
    const { id, path } = await service.project();

    const { code, stdout } = await ocore(['project', 'delete', id, '--yes']);

    expect(code).toBe(0);
    expect(stdout).toBe(`${id}\n`);
    expect((await service.api('GET', path)).status).toBe(404);
  });

  it('changes the description alone', async () => {
    const { id, path } = await service.project({ name: 'Described' });

    await ocore(['project', 'update', id, '--description', 'New words']);

    expect((await service.api('GET', path)).json).toMatchObject({ name: 'Described', description: 'New words' });
  });
});

describe('the exit code of ocore', () => {
  it('is 4 with a token that nobody has', async () => {
    expect((await ocore(['project', 'create', '--name', 'x'], { OCORE_TOKEN: 'wrong' })).code).toBe(4);
  });

  it('is 7 for a name that is taken', async () => {
    const name = service.freshName();
    await service.project({ name });

    const { code, stderr } = await ocore(['project', 'create', '--name', name]);

    expect(code).toBe(7);
    expect(stderr).toContain('name_taken');
  });
});

describe('what ocore says of a problem', () => {
  it('is its detail, its code and the request id', async () => {
    const { stdout, stderr } = await ocore(['project', 'connect-repo', 'prj_x', '--url', 'ext::sh']);

    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^ocore: The repository URL is not valid\. repositoryUrl: .+\n {2}code: repository_url_invalid {3}request: [0-9A-Z]{26}\n$/,
    );
  });
});
