import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';
import type { Finding } from '../../../cli/doctor/finding.ts';
import { expectStatus } from '../test-service.ts';
import { check, command, faults, newKey } from './check-bench.ts';
import { deploy, environmentId, out, project, read, server, service, useService, work } from './service-bench.ts';

useService();

describe('ocore runner check', () => {
  it('ends with 0 where a deployment would work, and claims nothing', async () => {
    work.push('staging', { 'version.txt': 'one' });
    const queued = await deploy();
    const token = await newKey({
      permissions: ['run:projects'],
      projectIds: [project.id],
      environmentIds: [environmentId],
    });
    const before = await service.api('GET', `${project.path}/environments/${environmentId}`);
    const { code, stdout, stderr } = await check(['--cache-dir', out], { OCORE_TOKEN: token });

    expect(code, stdout + stderr).toBe(0);
    const checks = [...stdout.matchAll(/^ok {7}([^:]+):/gm)].map(([, name]) => name);
    expect(checks).toEqual([
      ...['address', 'clock', 'API key', 'environment', 'git', 'ssh', 'git lfs'],
      ...['command', 'work-dir', 'cache-dir', 'deploy key', 'git over ssh'],
    ]);
    expect(await read(queued)).toMatchObject({ status: 'queued' });
    const after = await service.api('GET', `${project.path}/environments/${environmentId}`);
    expect(after.json.runner).toEqual(before.json.runner);
  });

  it('ends with 1 where the server refuses the deploy key, and says where to add it', async () => {
    server.deployKeys.length = 0;

    const { code, stdout } = await check();

    expect(code).toBe(1);
    expect(stdout).toContain('ok       deploy key: it can be read\n');
    expect(stdout).toMatch(/PROBLEM {2}git over ssh: deploy_key_rejected: .+\n +Add its public half/);
  });

  it('names the default branch that the repository has not', async () => {
    expectStatus(200, await service.api('PUT', `${project.path}/repository`, { body: { branch: 'gone' } }));

    expect((await check()).stdout).toContain('PROBLEM  git over ssh: The repository has no branch gone.');
  });

  it('prints JSON where it is asked for', async () => {
    const { code, stdout } = await check(['--json', '--work-dir', join(out, 'nowhere')]);

    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Finding[]).filter(({ ok }) => !ok).map((one) => one.check)).toEqual(['work-dir']);
  });

  it('refuses ids that are none with 2', async () => {
    const args = ['cli/main.ts', 'runner', 'check', '--project', 'x', '--environment', 'y', '--command', 'z'];

    expect((await runCommand(process.execPath, args, { cwd: root })).code).toBe(2);
  });
});

describe('ocore runner check finds', () => {
  it('a key of another environment, and an environment that there is not', async () => {
    const other = await service.environment(project.path, { name: 'Other', type: 'staging', branch: 'other' });
    const token = await newKey({ permissions: ['run:projects'], projectIds: [project.id], environmentIds: [other] });
    const expected = { environment: [expect.stringContaining('no such project or environment'), expect.any(String)] };

    expect(await faults({ token })).toEqual(expected);
    expect(await faults({ environment: 'env_01J00000000000000000000000' })).toEqual(expected);
  });

  it('a project without a repository', async () => {
    const { id, path } = await service.project();
    const environment = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });

    expect(await faults({ project: id, environment })).toEqual({
      repository: ['No repository is connected.', `ocore project connect-repo ${id} --url …`],
    });
  });

  it('that nothing answers at the address, and looks at the host all the same', async () => {
    const found = await faults({ url: 'http://127.0.0.1:9', command: join(out, 'nowhere.sh') });

    expect(Object.keys(found)).toEqual(['address', 'command']);
  });

  it('a clock that is off', async () => {
    const { id, path } = await service.project();
    const environment = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
    const found = await faults({ project: id, environment, now: () => Date.now() + 600_000 });

    expect(found.clock?.[0]).toContain('10 min ahead');
  });

  it('a command that is no program, and directories that others may write to', async () => {
    const open = join(out, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const found = await faults({ token: '', command: out, cacheDir: open, workDir: '/nowhere' });

    expect(found['cache-dir']?.[0]).toContain('chmod 700');
    expect(found.command?.[0]).toContain('is not a program');
    expect(found['work-dir']?.[0]).toContain('is not a directory');
  });

  it('what the reference script says of Odoo and the database', async () => {
    const script = command('deploy-odoo.sh', 'echo "deploy-odoo: $1 $OCORE_TOKEN no database" >&2; exit 1');
    const fine = await faults({ token: '', command: command('deploy-odoo-docker.sh', 'test "$1" = --check') });

    expect((await faults({ token: '', command: script })).Odoo).toEqual([
      '--check  no database',
      expect.stringContaining('deploy-odoo.env'),
    ]);
    expect(fine.Odoo).toBeUndefined();
  });

  it('never runs another command', async () => {
    const mark = join(out, 'ran');
    await faults({ token: '', command: command('deploy.sh', `touch '${mark}'`) });

    expect(() => chmodSync(mark, 0o600)).toThrow('ENOENT');
  });
});
