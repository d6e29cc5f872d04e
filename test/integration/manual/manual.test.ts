import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';
import { TestService } from '../test-service.ts';
import { manualCommands } from './manual-commands.ts';
import { manualCommand, manualShell } from './manual-shell.ts';

const commands = manualCommands();

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

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

describe("the manual's four lines of the CLI, in its order", () => {
  let projectId = '';

  it('create a project and print its id alone', async () => {
    const { stdout, code } = await manualShell(service, manualCommand('ocore', / create /), '');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^prj_[0-9A-Z]{26}\n$/);
    projectId = stdout.trim();
  });

  it('connect a repository, print the id of its key and say what to paste where', async () => {
    const { stdout, stderr, code } = await manualShell(service, manualCommand('ocore', /connect-repo/), projectId);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^dky_[0-9A-Z]{26}\n$/);
    expect(stderr).toContain('https://github.com/acme/odoo-custom/settings/keys');
    expect(stderr).toContain('ssh-ed25519 ');
    expect(stderr).toContain(`${service.local.url}/api/webhooks/github/`);
  });

  it('update the project', async () => {
    const { code } = await manualShell(service, manualCommand('ocore', / update /), projectId);

    expect(code).toBe(0);
    expect((await service.api('GET', `/api/projects/${projectId}`)).json.name).toBe('Updated Project Name');
  });

  it('delete nothing where there is no terminal to ask on, and say that --yes is missing', async () => {
    const { code, stderr } = await manualShell(service, manualCommand('ocore', / delete /), projectId);

    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect((await service.api('GET', `/api/projects/${projectId}`)).status).toBe(200);
  });

  it('delete nothing where another name is typed on a pseudo-terminal', async () => {
    const { code, stdout } = await onTerminal(manualCommand('ocore', / delete /), projectId, 'Another name\n');

    expect(code).toBe(3);
    expect(stdout).toContain('Nothing was deleted');
    expect((await service.api('GET', `/api/projects/${projectId}`)).status).toBe(200);
  });

  it('delete the project where its name is typed on a pseudo-terminal', async () => {
    const { code } = await onTerminal(manualCommand('ocore', / delete /), projectId, 'Updated Project Name\n');

    expect(code).toBe(0);
    expect((await service.api('GET', `/api/projects/${projectId}`)).status).toBe(404);
  });

  /** `script` (util-linux) gives the command a terminal of its own, on which the answer is typed. */
  const onTerminal = (text: string, id: string, typed: string) =>
    runCommand('script', ['-qec', text.replace('<project-id>', id), '/dev/null'], {
      env: {
        PATH: `${root}node_modules/.bin:${process.env.PATH}`,
        OCORE_TOKEN: service.token,
        OCORE_API_URL: service.local.url,
      },
      input: typed,
    });
});
