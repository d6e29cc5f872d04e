import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '#test/call.ts';
import { root } from '#test/run-command.ts';
import { failToStart, newFolder, portOf, start, untilGone, useFolders } from './start-bench.ts';

useFolders();

describe('npm start -- --json', () => {
  it('keeps every file of the state to its owner', async () => {
    const folder = newFolder();
    chmodSync(folder, 0o755);
    await start('--state-dir', folder);

    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(modes).toContainEqual(['table.sqlite', 0o600]);
    expect(modes.filter(([, mode]) => mode !== 0o600)).toEqual([]);
  });

  it('says on standard error that other users of the machine can reach the data', async () => {
    const service = await start('--ephemeral');

    expect(service.stderr()).toContain('Other users of this machine can reach the database while oCore runs');
  });

  it('takes the public URL for webhooks, and answers under its host', async () => {
    const service = await start('--ephemeral', '--public-url', 'https://tunnel.example.com');
    const token = service.apiKey ?? '';
    const target = { port: portOf(service), hostHeader: 'tunnel.example.com' };
    const project = await call(target, 'POST', '/api/projects', { token, body: { name: 'Tunnel' } });

    const repository = await call(target, 'POST', `/api/projects/${project.json.id}/repository`, {
      token,
      body: { repositoryUrl: 'git@github.com:acme/odoo-custom.git' },
    });

    expect(repository.json.webhook).toMatchObject({
      url: expect.stringMatching(/^https:\/\/tunnel\.example\.com\/api\/webhooks\/github\//),
    });
  });

  it('refuses a foreign Host and a foreign Origin, as a rebinding page would send them', async () => {
    const service = await start('--ephemeral');
    const port = portOf(service);

    const host = await call({ port, hostHeader: 'evil.example.com' }, 'GET', '/api/health');
    const origin = await call({ port }, 'GET', '/api/health', { headers: { origin: 'https://evil.example.com' } });

    expect([host.status, origin.status]).toEqual([403, 403]);
  });

  it('finds its data again at a second start, and shows no key a second time', async () => {
    const folder = newFolder();
    const first = await start('--state-dir', folder);
    const token = first.apiKey ?? '';
    const made = await call({ port: portOf(first) }, 'POST', '/api/projects', { token, body: { name: 'Kept' } });
    await first.end('SIGTERM');

    const second = await start('--state-dir', folder);

    expect(second.apiKey).toBeNull();
    expect(second.organization).toEqual(first.organization);
    const read = await call({ port: portOf(second) }, 'GET', `/api/projects/${made.json.id}`, { token });
    expect(read.json.name).toBe('Kept');
  });
});

describe('the end of npm start', () => {
  it('by kill -9 leaves no engine running, and the next start works', async () => {
    const folder = newFolder();
    const service = await start('--state-dir', folder);

    await service.end('SIGKILL');

    expect(await untilGone(folder)).toEqual([]);
    const next = await start('--state-dir', folder);
    expect(next.organization).toEqual(service.organization);
  });
});

describe('npm start | head', () => {
  it.each(['stdout', 'stderr'] as const)('ends as by Ctrl-C where nobody reads %s any more', async (stream) => {
    const folder = newFolder();
    const service = await start('--state-dir', folder);
    const ended = new Promise((resolve) => service.child.once('exit', resolve));
    service.child[stream]?.destroy();

    // What it writes next: a request's log line. To standard output it writes nothing more, so it lives on.
    await call({ port: portOf(service) }, 'GET', '/api/me', { token: service.apiKey ?? '' }).catch(() => undefined);
    if (stream === 'stdout') await service.end('SIGTERM');

    expect(await ended).toBe(0);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

describe('a first start that was killed', () => {
  it.each([
    ['before it kept its organisation', ['organization.json']],
    ['before it showed its key', []],
  ])('%s is repeated by the next one, with the same key', async (_when, lost) => {
    const folder = newFolder();
    const firstKey = { id: '01KB0000000000000000000000', secret: 'ab'.repeat(32) };
    writeFileSync(join(folder, 'first-key.json'), JSON.stringify(firstKey));
    const killed = await start('--state-dir', folder);
    await killed.end('SIGKILL');
    await untilGone(folder);
    for (const name of lost) rmSync(join(folder, name));
    writeFileSync(join(folder, 'first-key.json'), JSON.stringify(firstKey));

    const next = await start('--state-dir', folder);

    expect(next).toMatchObject({ organization: killed.organization, apiKey: killed.apiKey });
    const me = await call({ port: portOf(next) }, 'GET', '/api/me', { token: next.apiKey ?? '' });
    expect(me.json.organization).toEqual(killed.organization);
    expect(existsSync(join(folder, 'first-key.json'))).toBe(false);
  });
});

describe('an end that does not work', () => {
  it('is told with its reason', async () => {
    const folder = newFolder();
    const service = await start('--state-dir', folder);
    rmSync(join(folder, 'lock'));
    mkdirSync(join(folder, 'lock'));

    const code = await service.end('SIGTERM');

    expect(code).toBe(1);
    expect(service.stderr()).toMatch(/^oCore did not stop cleanly: .*lock/m);
  });
});

describe('npm start says what to do', () => {
  it.each(['secrets.json', 'organization.json', 'access-key'])('where the state file %s is broken', async (name) => {
    const folder = newFolder();
    await (await start('--state-dir', folder)).end('SIGTERM');
    chmodSync(join(folder, name), 0o600);
    writeFileSync(join(folder, name), '{"half');

    const { code, stderr } = await failToStart('--port', '0', '--state-dir', folder);

    expect(code).toBe(1);
    expect(stderr).toContain(join(folder, name));
    expect(stderr).toMatch(/Restore it from a copy, or delete .+ to begin anew\.\n$/);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('where the database is broken', async () => {
    const folder = newFolder();
    await (await start('--state-dir', folder)).end('SIGTERM');
    writeFileSync(join(folder, 'table.sqlite'), 'this is no database'.repeat(1000));

    const { code, stderr } = await failToStart('--port', '0', '--state-dir', folder);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /is broken\. Restore it from a copy, or delete the state directory, or use --ephemeral\.\n$/,
    );
  });

  it('where another service uses the state', async () => {
    const folder = newFolder();
    await start('--state-dir', folder);

    const { code, stderr } = await failToStart('--port', '0', '--state-dir', folder);

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Another oCore \(process \d+\) uses the state in .+Stop it, or choose another --state-dir\.\n$/,
    );
  });

  it('where the state directory cannot be made', async () => {
    const { code, stderr } = await failToStart('--port', '0', '--state-dir', join(root, 'package.json', 'state'));

    expect(code).toBe(1);
    expect(stderr).toContain('Choose another --state-dir, or use --ephemeral');
  });

  it.each([['--port', 'abc'], ['--port', '70000'], ['--public-url', 'ocore.example.com'], ['--unknown']])(
    'where a flag is wrong: %s %s',
    async (...flags) => {
      const { code, stderr } = await failToStart(...flags);

      expect(code).toBe(1);
      expect(stderr).toContain(flags[0]);
    },
  );
});
