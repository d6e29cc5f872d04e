import { readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { packCli } from '#infra/pack-cli.ts';
import { type Ran, runCommand } from '#test/run-command.ts';
import {
  deploy,
  environmentId,
  out,
  project,
  read,
  runnerOf,
  service,
  useService,
  work,
} from './runner/service-bench.ts';
import { withSsh } from './runner/with-ssh.ts';

useService();

/** The host's own Node: that of the checkout is another one. */
const hostPath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

let installed: string;
beforeEach(async () => {
  installed = join(out, 'empty');
  const args = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', installed, packCli(out)];
  const { code, stderr } = await runCommand('npm', args, { cwd: out, env: { PATH: hostPath } });
  expect(code, stderr).toBe(0);
});

const ocore = (args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Promise<Ran> =>
  runCommand(join(installed, 'node_modules/.bin/ocore'), args, {
    cwd: installed,
    env: {
      PATH: hostPath,
      XDG_CONFIG_HOME: out,
      OCORE_TOKEN: undefined,
      OCORE_API_URL: undefined,
      NODE_COMPILE_CACHE: undefined,
      ...env,
    },
    ...(input === undefined ? {} : { input }),
  });

// One story: the package is made and installed once.
describe('the package, installed in an empty folder', () => {
  it("signs in, deploys and runs a deployment under the host's Node", async () => {
    const folder = join(installed, 'node_modules/ocore-cli');
    expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['ocore-cli']);
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
    expect(statSync(join(folder, 'LICENSE')).size).toBeGreaterThan(0);

    const version = await ocore(['--version']);
    const help = await ocore(['--help']);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(help.stdout).toContain('ocore deploy prj_… --branch main --wait');

    const login = await ocore(['login', service.local.url, '--with-token'], {}, service.token);
    expect(login.code, login.stderr).toBe(0);
    expect((await ocore(['doctor'])).stdout).toMatch(/^(?:ok {7}.+\n){4}$/);
    const made = await ocore(['project', 'create', '--name', 'Packaged']);
    expect(made.stdout, made.stderr).toMatch(/^prj_/);
    const yaml = await ocore(['project', 'get', 'packaged', '-o', 'yaml']);
    expect(yaml.stdout, yaml.stderr).toContain('name: Packaged');

    work.push('staging', { 'version.txt': 'one' });
    const started = await ocore(['deploy', project.id, '--branch', 'staging', '--environment', environmentId]);
    const { args, options } = runnerOf('once', 'cat version.txt; sleep 0 & exit 0');
    const env = { ...options.env, PATH: withSsh(hostPath) };
    const ran = await ocore(args.slice(1), env);
    expect(ran.code, ran.stderr).toBe(0);
    expect(await read(started.stdout.trim())).toMatchObject({ status: 'succeeded' });
    const failing = await deploy();
    const failed = await ocore(runnerOf('once', 'exit 3').args.slice(1), env);
    expect(failed.code, failed.stderr).toBe(9);
    expect(await read(failing)).toMatchObject({ status: 'failed' });

    expect((await ocore(['project', 'get', 'No such'])).code).toBe(6);
    const admin = ['admin', 'create-organization', '--slug', 'packaged', '--name', 'Packaged'];
    const organization = await ocore(admin, { OCORE_ADMIN_ENDPOINT: service.local.adminEndpoint });
    expect(organization.code, organization.stderr).toBe(0);
    const noProxy = await ocore(['whoami'], { HTTPS_PROXY: 'http://127.0.0.1:9' });
    expect(noProxy.code, noProxy.stderr).toBe(0);
  });
});
