import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ocoreCommand, type Ran, runCommand } from '#test/run-command.ts';
import { startOnTerminal } from '#test/start-command.ts';
import { service, useService } from './cli-bench.ts';

useService();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-login-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nobody = (): NodeJS.ProcessEnv => ({
  XDG_CONFIG_HOME: folder,
  OCORE_TOKEN: undefined,
  OCORE_API_URL: undefined,
  OCORE_ORG: undefined,
});

const signedOut = (args: readonly string[], input = ''): Promise<Ran> =>
  runCommand(ocoreCommand, args, { env: nobody(), input });

describe('ocore login --with-token', () => {
  it('tries the key before it keeps it', async () => {
    const { code, stderr } = await signedOut(['login', service.local.url, '--with-token'], 'ocore_wrong\n');

    expect(code).toBe(4);
    expect(stderr).not.toContain('ocore_wrong');
    expect((await signedOut(['context', 'list'])).stdout).toBe('');
  });

  it('keeps it for the commands that follow, until logout', async () => {
    const login = await signedOut(
      ['login', service.local.url, '--with-token', '--context', 'local'],
      `${service.token}\n`,
    );
    const who = await signedOut(['whoami', '--json']);
    const list = await signedOut(['context', 'list', '--json']);
    const logout = await signedOut(['logout']);

    expect(login.stdout).toBe('local\n');
    expect(JSON.parse(who.stdout)).toEqual((await service.api('GET', '/api/me')).json);
    expect(JSON.parse(list.stdout)).toEqual([
      { name: 'local', current: true, url: service.local.url, organization: null },
    ]);
    expect(logout.stdout).toBe('local\n');
    expect(readFileSync(join(folder, 'ocore', 'contexts.json'), 'utf8')).not.toContain(service.token);
  });

  it('without it ends with 2 and says what to give', async () => {
    const { code, stderr } = await signedOut(['login', service.local.url]);

    expect(code).toBe(2);
    expect(stderr).toContain('Add --with-token');
  });

  it('asks for the key on a terminal, and never shows it', async () => {
    const started = startOnTerminal(`${ocoreCommand} login ${service.local.url} --context typed`, nobody());
    await expect.poll(started.stdout).toContain('API key: ');

    started.type(`${service.token}\n`);

    expect(await started.ended, started.stdout()).toBe(0);
    expect(started.stdout()).not.toContain(service.token);
    expect((await signedOut(['whoami', '--context', 'typed'])).code).toBe(0);
  });

  it('ends with 130 at Ctrl-C where it asks', async () => {
    const started = startOnTerminal(`${ocoreCommand} login ${service.local.url}`, nobody());
    await expect.poll(started.stdout).toContain('API key: ');

    started.type('\u0003');

    expect(await started.ended).toBe(130);
  });
});
