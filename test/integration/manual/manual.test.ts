import { describe, expect, it } from 'vitest';
import { commands, service, useBench } from './manual-bench.ts';
import { manualCommand, manualShell } from './manual-shell.ts';

useBench();

describe("the manual's Projects page", () => {
  it('has eleven curl calls and four lines of the CLI', () => {
    expect(commands.filter((command) => command.tool === 'curl')).toHaveLength(11);
    expect(commands.filter((command) => command.tool === 'ocore')).toHaveLength(4);
  });
});

describe("the manual's curl calls, in its order", () => {
  let projectId = '';
  const curl = async (part: RegExp): Promise<Record<string, unknown>> => {
    const { stdout, code } = await manualShell(service, manualCommand('curl', part), projectId);
    expect(code).toBe(0);
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };

  it('create a project', async () => {
    const project = await curl(/POST \S+\/api\/projects \\/);

    expect(project).toMatchObject({ name: 'Odoo ERP Customizations', description: 'Custom modules for Acme Corp' });
    projectId = String(project.id);
  });

  it('connect a repository, with a deploy key and a webhook to paste', async () => {
    const repository = await curl(/POST \S+\/repository \\/);

    expect(repository).toMatchObject({ fullName: 'acme/odoo-custom', branch: 'main', provider: 'github' });
    expect(repository.deployKey).toMatchObject({ publicKey: expect.stringMatching(/^ssh-ed25519 /) });
    expect(repository.webhook).toMatchObject({ generation: 1, secret: expect.stringMatching(/^.{43}$/) });
  });

  it('regenerate the deploy key', async () => {
    expect(await curl(/regenerate-key/)).toMatchObject({
      deployKey: { retiring: { fingerprint: expect.stringMatching(/^SHA256:/) } },
    });
  });

  it('reconfigure the webhook', async () => {
    expect(await curl(/reconfigure-webhook/)).toMatchObject({
      webhook: { generation: 2, previousGenerationUntil: expect.any(String), secret: expect.stringMatching(/^.{43}$/) },
    });
  });

  it('disconnect the repository', async () => {
    expect(await curl(/DELETE \S+\/repository \\/)).toMatchObject({ removed: expect.any(Array) });
  });

  it('update the project', async () => {
    expect(await curl(/PUT \S+\/\{projectId\} \\/)).toMatchObject({ name: 'Updated Project Name' });
  });

  it('archive the project', async () => {
    expect(await curl(/\/archive/)).toMatchObject({ archivedAt: expect.any(String) });
  });

  it('unarchive the project', async () => {
    expect(await curl(/\/unarchive/)).toMatchObject({ archivedAt: null });
  });

  it('clone the project', async () => {
    expect(await curl(/\/clone/)).toMatchObject({ name: 'Updated Project Name (copy)', clonedFrom: projectId });
  });

  it('list the branch mappings', async () => {
    expect(await curl(/branch-mappings/)).toEqual({ branchMappings: [], nextCursor: null });
  });

  it('delete the project', async () => {
    expect(await curl(/DELETE \S+\/\{projectId\} \\/)).toEqual({});
    expect((await service.api('GET', `/api/projects/${projectId}`)).status).toBe(404);
  });
});
