import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleCli } from '#infra/bundle-cli.ts';
import { minutesLater } from '../clock.ts';
import { expectStatus } from '../test-service.ts';
import { isRunning, until } from './processes.ts';
import {
  deploy,
  environmentId,
  logOf,
  once,
  out,
  project,
  read,
  runFor,
  runnerOf,
  server,
  service,
  useService,
  work,
} from './service-bench.ts';

useService();

describe('the service, real git and a runner', () => {
  it('keep neither the deploy key nor the token in a log, though the command prints what it finds', async () => {
    work.push('staging', { 'version.txt': 'one' });
    const id = await deploy();
    const name = service.local.secrets.names().find((one) => one.includes(project.id)) ?? '';
    const { SecretString } = service.local.secrets.handle('GetSecretValue', { SecretId: name }) as {
      SecretString: string;
    };
    writeFileSync(join(out, 'key'), SecretString);

    const runner = "$(sed -n 's/^PPid:.//p' /proc/$PPID/status)";
    await once(`cat "${out}/key"; tr '\\0' '\\n' < /proc/${runner}/environ; echo end`);

    const log = await logOf(id);
    expect(log).toContain('end');
    expect(log).toContain('OCORE_TOKEN=[redacted]');
    expect(log).not.toContain(service.token);
    for (const line of SecretString.split('\n').filter((one) => one.length >= 16 && !one.startsWith('-'))) {
      expect(log).not.toContain(line);
    }
  });

  it('promote exactly the commit that stands in one environment, though its branch is gone', async () => {
    const commitSha = work.push('staging', { 'version.txt': 'proved' });
    const origin = await deploy();
    await once('exit 0');
    work.push('main', { 'version.txt': 'kept' });
    work.git('merge', '--quiet', '-s', 'ours', '-m', 'Keep staging', commitSha);
    work.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
    server.repository.run('update-ref', '-d', 'refs/heads/staging');
    const production = { name: 'Production', type: 'production', odooVersion: '18.0' };
    runFor(await service.environment(project.path, production));
    const path = `${project.path}/deployments/${origin}/promote`;
    const { json } = expectStatus(
      202,
      await service.api('POST', path, { body: { environmentId, update: ['sale_x'] } }),
    );

    const { code } = await once(`cp version.txt "${out}/deployed"; printf %s "$OCORE_UPDATE" > "${out}/update"`);

    expect(code).toBe(0);
    expect(readFileSync(join(out, 'deployed'), 'utf8')).toBe('proved');
    expect(readFileSync(join(out, 'update'), 'utf8')).toBe('sale_x');
    expect(await read(String(json.id))).toMatchObject({ status: 'succeeded', commitSha, promotedFrom: origin });
  });

  it('fail a commit of no branch of its environment, which the service could not tell, and deploy one before the head', async () => {
    const commitSha = work.push('main', { 'version.txt': 'one' });
    work.push('main', { 'version.txt': 'two' });
    const elsewhere = work.push('feature/x', { 'version.txt': 'not merged' });
    runFor(await service.environment(project.path, { name: 'Live', type: 'production', branches: ['main'] }));
    const ordered = async (sha: string, more = {}): Promise<string> => {
      const body = { commitSha: sha, environmentId, ...more };
      return String(expectStatus(202, await service.api('POST', `${project.path}/deploy`, { body })).json.id);
    };
    const [refused] = [await ordered(elsewhere), await once('exit 0')];
    const [taken] = [await ordered(commitSha), await once('exit 0')];
    const [forced] = [await ordered(elsewhere, { force: true }), await once('exit 0')];

    expect(await read(refused)).toMatchObject({
      status: 'failed',
      commitSha: elsewhere,
      statusReason: expect.stringMatching(/^branch_not_allowed: .* Live takes: main\./),
    });
    expect((await read(taken)).status).toBe('succeeded');
    expect(await read(forced)).toMatchObject({ status: 'succeeded', force: true });
  });

  it('fail a promotion of modules that the series guard of its new environment refuses', async () => {
    work.push('staging', { 'sale_x/__manifest__.py': "{'version': '18.0.1.0.0'}" });
    const origin = await deploy();
    await once('exit 0');
    runFor(await service.environment(project.path, { name: 'Old', type: 'production', odooVersion: '17.0' }));
    const path = `${project.path}/deployments/${origin}/promote`;
    const { json } = expectStatus(202, await service.api('POST', path, { body: { environmentId } }));

    await once('exit 0');

    expect(await read(String(json.id))).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^odoo_series_mismatch: /),
    });
  });

  it('tell of the commit that the environment ran before', async () => {
    const first = work.push('staging', { 'version.txt': 'one' });
    await deploy();
    await once('exit 0');
    work.push('staging', { 'version.txt': 'two' });
    await deploy();

    await once(`echo "$OCORE_PREVIOUS_COMMIT_SHA" > "${out}/previous"`);

    expect(readFileSync(join(out, 'previous'), 'utf8')).toBe(`${first}\n`);
  });

  it('recover from a kill -9 of the runner when its lease is over: the next deployment runs', async () => {
    work.push('staging', { 'version.txt': 'one' });
    const lost = await deploy();
    const { args, options } = runnerOf('start', `echo $$ > "${out}/pid"; exec sleep 300`);
    const killed = spawn(process.execPath, args, { ...options, stdio: 'ignore' });
    await until(() => existsSync(join(out, 'pid')) && readFileSync(join(out, 'pid'), 'utf8') !== '');
    killed.kill('SIGKILL');
    await until(() => !isRunning(readFileSync(join(out, 'pid'), 'utf8').trim()));
    const next = await deploy();
    const claim = { body: { runner: 'another', waitSeconds: 0 } };
    expectStatus(204, await service.api('POST', `${project.path}/environments/${environmentId}/claim`, claim));

    const { stdout } = await minutesLater(2, () => once(`cp version.txt "${out}/deployed"`));

    expect(stdout).toBe(`${next} succeeded\n`);
    expect(await read(lost)).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(/^runner_lost: /) });
  });

  it.each([
    ['4 where the token is not known', { OCORE_TOKEN: 'ocore_unknown' }, 4],
    ['8 where the service does not answer', { OCORE_API_URL: 'http://127.0.0.1:9' }, 8],
  ])('end with %s', async (_why, env, expected) => {
    const { code } = await once('exit 0', undefined, env);

    expect(code).toBe(expected);
  });

  it('work with the command as one bundled file too, as CodeBuild runs it', async () => {
    work.push('staging', { 'version.txt': 'one' });
    const id = await deploy();
    bundleCli(out);

    const { code, stdout } = await once(`cp version.txt "${out}/deployed"`, join(out, 'ocore.js'));

    expect({ code, stdout }).toEqual({ code: 0, stdout: `${id} succeeded\n` });
    expect(existsSync(join(out, 'deployed'))).toBe(true);
  });

  it('say why a deployment failed', async () => {
    work.push('staging');
    const id = await deploy();

    const { code, stderr } = await once('echo database is locked >&2; exit 4');

    expect(code).toBe(9);
    expect(stderr).toContain(`ocore: ${id} failed: The command ended with code 4.\n`);
    expect(await read(id)).toMatchObject({ status: 'failed', errorMessage: 'The command ended with code 4.' });
    expect(await logOf(id)).toContain('database is locked');
  });
});
