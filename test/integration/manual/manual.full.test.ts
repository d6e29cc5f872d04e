import { describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';
import { service, useBench } from './manual-bench.ts';
import { manualCommand, manualShell } from './manual-shell.ts';

useBench();

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
