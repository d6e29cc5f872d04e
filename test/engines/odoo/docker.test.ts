import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ran, root, runCommand } from '../../run-command.ts';
import { Postgres } from '../postgres.ts';
import { commits, manifest, OdooHost } from './odoo-host.ts';

let postgres: Postgres;
beforeAll(() => {
  postgres = Postgres.start();
});
afterAll(() => postgres?.stop());

let host: OdooHost;
beforeEach(() => {
  host = new OdooHost(postgres, ['sale_x']);
  host.standIn('bin/docker', `exec '${join(root, 'test/engines/odoo/docker-stand-in')}' "$@"`);
});
afterEach(() => host.remove());

const source = (value: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({
    'docker-compose.yml': `image: acme:${value}`,
    'sale_x/__manifest__.py': manifest(),
    'sale_x/data.txt': value,
    ...more,
  });

const deploy = (commit: string, more: Readonly<Record<string, string>> = {}, mask = '022'): Promise<Ran> => {
  const { ODOO_BIN: _bin, ODOO_RESTART: _restart, PGHOST, PGUSER: _user, ...environment } = host.environment(commit);
  return runCommand('sh', ['-c', 'umask "$1"; exec sh "$2"', 'sh', mask, join(root, 'docs/deploy-odoo-docker.sh')], {
    env: {
      ...environment,
      PATH: `${join(host.folder, 'bin')}:${process.env.PATH}`,
      DATABASE_HOST: PGHOST ?? '',
      DOCKER_CALLS: join(host.folder, 'docker.calls'),
      ODOO_STAND_IN: join(host.folder, 'odoo-bin'),
      ODOO_COMPOSE_PROJECT: 'acme',
      ...more,
    },
  });
};

/** What Docker was asked to do, without the questions to the database. */
const asked = (): string[] =>
  host
    .calls('docker')
    .filter((call) => !call.includes('exec') && !call.includes('version'))
    .map((call) => {
      const tag = call.at(-1)?.replace('ODOO_TAG=', '') ?? '';
      const words = call[0] === 'compose' ? call.slice(5, -1) : call.slice(0, -1);
      return `${words.join(' ')} @${tag}`.trim();
    });
const served = (): string[] => readFileSync(join(host.folder, 'docker.calls.served'), 'utf8').trimEnd().split('\n');
const name = 'acme-ocore-update';

describe('deploy-odoo-docker.sh', () => {
  it('builds the image, stops the server, dumps, updates in a container of its own, and starts the new image', async () => {
    source('one');

    const { code, stdout } = await deploy(commits.first);

    expect(code).toBe(0);
    expect(stdout).toMatch(/Dumped acme to .*\.dump in \d+ s\./);
    const odoo = `-d acme -u sale_x --stop-after-init --no-http --log-level=info --logfile=`;
    expect(asked()).toEqual([
      `rm --force ${name} @${asked()[0]?.split('@')[1]}`,
      `build odoo @${commits.first}`,
      `stop odoo @source`,
      `run --rm --no-deps -T --name ${name} odoo odoo ${odoo} @${commits.first}`,
      `up --detach --no-deps odoo @${commits.first}`,
    ]);
    expect(host.data()).toBe('sale_x=one');
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
  });

  it('names Compose its project and the file of the release', async () => {
    source('one');

    await deploy(commits.first);

    const build = host.calls('docker').find((call) => call.includes('build'));
    const file = join(host.folder, 'target/releases', commits.first, 'docker-compose.yml');
    expect(build?.slice(0, 5)).toEqual(['compose', '--project-name', 'acme', '--file', file]);
  });

  it.each([
    ['the update fails', { 'sale_x/fails': '' }, {}, 255],
    ['the new image does not answer', {}, { ODOO_HEALTH_URL: 'http://127.0.0.1:9/', ODOO_HEALTH_TIMEOUT: '1' }, 1],
  ])('goes back, with the earlier image and the database of before, where %s', async (_what, files, more, ended) => {
    source('one');
    await deploy(commits.first);
    source('two', files);

    const { code } = await deploy(commits.second, more);

    expect(code).toBe(ended);
    expect(host.data()).toBe('sale_x=one');
    expect(served().at(-1)).toBe(commits.first);
    expect(asked().slice(-2)).toEqual([`build odoo @${commits.first}`, `up --detach --no-deps odoo @${commits.first}`]);
    expect(host.databases()).toEqual(['acme']);
  });

  it('gives the image files that its user may read, also where the runner has them for itself alone', async () => {
    source('one');
    execFileSync('chmod', ['-R', 'go-rwx', join(host.folder, 'source')]);

    const { code } = await deploy(commits.first, { ODOO_BACKUP: 'none' }, '077');

    expect(code).toBe(0);
    expect(host.data()).toBe('sale_x=one');
  });

  describe('where the first deployment fails', () => {
    const container = (tag: string): void => host.write('docker.calls.server', `${tag}\n`);
    const changes = (): string[] => asked().filter((one) => /^(?:up|start|stop) /.test(one));

    it('starts the container of before again, and makes none of the commit', async () => {
      container('by-hand');
      source('one', { 'sale_x/fails': '' });

      await deploy(commits.first, { ODOO_BACKUP: 'none' });

      expect(changes()).toEqual(['stop odoo @source', 'start odoo @source']);
      expect(served()).toEqual(['by-hand']);
    });

    it('starts none where there was none', async () => {
      source('one', { 'sale_x/fails': '' });

      await deploy(commits.first, { ODOO_BACKUP: 'none' });

      expect(changes()).toEqual(['stop odoo @source']);
    });

    it('stops the new container, and says that there is no way back', async () => {
      container('by-hand');
      source('one');

      await deploy(commits.first, {
        ODOO_HEALTH_URL: 'http://127.0.0.1:9/',
        ODOO_HEALTH_TIMEOUT: '1',
        ODOO_BACKUP: 'none',
      });

      expect(changes().slice(-2)).toEqual([`up --detach --no-deps odoo @${commits.first}`, 'stop odoo @source']);
      const told = /There is no earlier release.* The server stays stopped/;
      expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(told) });
    });
  });

  it('leaves the server alone where the image cannot be had, and says which call failed', async () => {
    source('one');
    await deploy(commits.first);
    source('two', { 'no-image': '' });

    const { code } = await deploy(commits.second, { ODOO_IMAGE: 'pull' });

    expect(code).toBe(17);
    expect(asked().filter((one) => one.startsWith('stop') || one.startsWith('up'))).toHaveLength(2);
    expect(asked()).toContain(`pull odoo @${commits.second}`);
    const told = 'docker compose pull odoo ended with code 17: the log tells why.';
    expect(host.report()).toMatchObject({ statusReason: told });
    expect(host.marker()).toMatchObject({ commit: commits.first });
  });

  it('ends the container that a killed run has left', async () => {
    source('one');
    writeFileSync(join(host.folder, 'docker.calls.container'), '');

    const { code } = await deploy(commits.first, { ODOO_IMAGE: 'none' });

    expect(code).toBe(0);
    expect(asked().some((one) => one.startsWith('build') || one.startsWith('pull'))).toBe(false);
    expect(existsSync(join(host.folder, 'docker.calls.container'))).toBe(false);
  });

  it('changes nothing in a dry run', async () => {
    source('one');

    const { code, stdout } = await deploy(commits.first, { ODOO_DRY_RUN: '1' });

    expect(code).toBe(0);
    expect(stdout).toContain('restart: docker compose up');
    expect([asked(), host.data()]).toEqual([[], 'sale_x=old']);
  });

  it('says that the daemon does not answer, also before the first deployment', async () => {
    host.write('docker.calls.down', '');

    const { code, stderr } = await deploy(commits.first, { ODOO_COMPOSE_FILE: '/dev/null' });

    expect(code).toBe(1);
    expect(stderr).toMatch(/Docker's daemon has to run, and to let \S+ use it \(group docker\): Cannot connect to/);
  });

  it('tells all that is not right at once', async () => {
    source('one');
    cpSync('/bin/false', join(host.folder, 'bin/docker'));

    const { code, stderr } = await deploy(commits.first, {
      ODOO_COMPOSE_PROJECT: 'Acme',
      ODOO_COMPOSE_FILE: 'prod.yaml',
      ODOO_IMAGE: 'yes',
    });

    expect(code).toBe(1);
    for (const problem of [
      'small letters',
      'not in the commit: prod.yaml',
      'build, pull or none',
      'docker compose does',
    ]) {
      expect(stderr).toContain(problem);
    }
  });
});
