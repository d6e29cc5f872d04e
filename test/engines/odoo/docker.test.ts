import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
  // The server is watched by looks, with a second between them.
  host.standIn('bin/sleep', 'exit 0');
});
afterEach(() => host.remove());

const source = (value: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({
    'docker-compose.yml': `image: acme:${value}`,
    'sale_x/__manifest__.py': manifest(),
    'sale_x/data.txt': value,
    ...more,
  });

const deploy = (
  commit: string,
  more: Readonly<Record<string, string>> = {},
  mask = '022',
  words: readonly string[] = [],
): Promise<Ran> => {
  const { ODOO_BIN: _bin, ODOO_RESTART: _restart, PGHOST, PGUSER: _user, ...environment } = host.environment(commit);
  const script = join(root, 'docs/deploy-odoo-docker.sh');
  return runCommand('sh', ['-c', 'umask "$1"; shift; exec sh "$@"', 'sh', mask, script, ...words], {
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

const questions = ['exec', 'version', 'config', 'ps', 'inspect', 'logs'];
/** What Docker was asked to do, without the questions to it and to the database. */
const asked = (): string[] =>
  host
    .calls('docker')
    .filter((call) => !questions.some((one) => call.includes(one)))
    .map((call) => {
      const tag = call.at(-1)?.replace('ODOO_TAG=', '') ?? '';
      const words = call[0] === 'compose' ? call.slice(5, -1) : call.slice(0, -1);
      return `${words.join(' ')} @${tag}`.trim();
    });
const served = (): string[] => readFileSync(join(host.folder, 'docker.calls.served'), 'utf8').trimEnd().split('\n');
const name = 'acme-ocore-update';
const idOf = (commit: string): string => `sha256:${commit}`;
const run = `run --rm --no-deps -T --label traefik.enable=false --name ${name} odoo`;

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
      `${run} odoo ${odoo} @${commits.first}`,
      `up --detach --no-deps odoo @${commits.first}`,
      `tag ${idOf(commits.first)} acme-ocore:deployed @${commits.first}`,
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
    ['the update fails', { 'sale_x/fails': '' }, {}, 255, []],
    [
      'the new image does not answer',
      {},
      { ODOO_HEALTH_URL: 'http://127.0.0.1:9/', ODOO_HEALTH_TIMEOUT: '1' },
      1,
      ['acme-ocore:deployed'],
    ],
  ])(
    'goes back, with the earlier image and the database of before, where %s',
    async (_what, files, more, ended, tags) => {
      source('one');
      await deploy(commits.first);
      source('two', files);

      const { code } = await deploy(commits.second, more);

      expect(code).toBe(ended);
      expect(host.data()).toBe('sale_x=one');
      expect(served().at(-1)).toBe(commits.first);
      expect(asked().slice(-2 - tags.length)).toEqual([
        ...['acme:one', ...tags].map((tag) => `tag ${idOf(commits.first)} ${tag} @${commits.first}`),
        `up --detach --no-deps --no-build --pull never odoo @${commits.first}`,
      ]);
      expect(host.databases()).toEqual(['acme']);
    },
  );

  describe('on the way back', () => {
    const compose = { 'docker-compose.yml': 'image: registry.example/acme:latest' };
    const image = (): string => readFileSync(join(host.folder, 'docker.calls.image'), 'utf8').trimEnd();
    /** What concerns images and the server, from the way back on. */
    const back = (): string[] => {
      const all = asked().filter((one) => /^(?:build|pull|tag|up|stop) /.test(one));
      return all.slice(all.findLastIndex((one) => one.startsWith('stop ')) + 1);
    };

    it('runs the image of before, also where its name is that of the new one and the registry is away', async () => {
      source('one', compose);
      await deploy(commits.first, { ODOO_IMAGE: 'pull' });
      source('two', compose);
      host.standIn('bin/curl', `touch '${host.folder}/docker.calls.no-registry'; exit 7`);

      const { code } = await deploy(commits.second, {
        ODOO_IMAGE: 'pull',
        ODOO_HEALTH_URL: 'http://127.0.0.1:9/',
        ODOO_HEALTH_TIMEOUT: '1',
      });

      expect(code).toBe(1);
      expect(image()).toBe(`${idOf(commits.first)} registry.example/acme:latest`);
      expect(back().some((one) => one.startsWith('pull '))).toBe(false);
      expect(host.data()).toBe('sale_x=one');
      expect(host.report()).toMatchObject({ statusReason: expect.not.stringMatching(/could not be had|failed on/) });
    });

    it('runs the image of before also where the same commit is deployed again with another one', async () => {
      source('one');
      await deploy(commits.first);
      host.write('docker.calls.images', 'acme:one sha256:before\n');
      host.write(`target/images/${commits.first}`, 'sha256:before acme:one\n');

      const { code } = await deploy(commits.first, {
        ODOO_HEALTH_URL: 'http://127.0.0.1:9/',
        ODOO_HEALTH_TIMEOUT: '1',
      });

      expect(code).toBe(1);
      expect(image()).toBe('sha256:before acme:one');
      expect(readFileSync(join(host.folder, 'target/images', commits.first), 'utf8')).toBe('sha256:before acme:one\n');
    });

    it('gives no new name to an image that is named by its digest', async () => {
      const pinned = { 'docker-compose.yml': `image: acme@sha256:${commits.first}` };
      source('one', pinned);
      await deploy(commits.first, { ODOO_IMAGE: 'pull' });
      source('two', { 'sale_x/fails': '' });

      await deploy(commits.second, { ODOO_IMAGE: 'pull' });

      expect(asked().slice(-1)).toEqual([`up --detach --no-deps --no-build --pull never odoo @${commits.first}`]);
      expect(asked().filter((one) => one.startsWith('tag'))).toHaveLength(1);
    });

    it.each([
      ['build', [`build odoo @${commits.first}`]],
      ['pull', []],
    ])('has Compose %s the image of before where it was removed', async (how, made) => {
      source('one');
      await deploy(commits.first, { ODOO_IMAGE: how });
      source('two', { 'sale_x/fails': '' });
      host.write('docker.calls.images', '');

      const { code } = await deploy(commits.second, { ODOO_IMAGE: how });

      expect(code).toBe(255);
      expect(back()).toEqual([...made, `up --detach --no-deps odoo @${commits.first}`]);
      expect(image()).toBe(`${idOf(commits.first)} acme:one`);
    });

    it('ends as the update did, also where the image of before cannot be made', async () => {
      source('one');
      await deploy(commits.first);
      source('two', { 'sale_x/fails': '' });
      host.write('docker.calls.images', '');
      host.write(`target/releases/${commits.first}/no-image`, '');

      const { code } = await deploy(commits.second);

      expect(code).toBe(255);
      expect(host.report()).toMatchObject({ statusReason: expect.stringContaining('image could not be had again') });
    });
  });

  describe('watches the container after `up`', () => {
    it('and goes back where it ends, with the last lines of its log', async () => {
      source('one');
      await deploy(commits.first);
      source('two', { dies: '' });

      const { code, stderr } = await deploy(commits.second);

      expect(code).toBe(1);
      expect(stderr).toContain('odoo: starts\nModuleNotFoundError');
      const told =
        'The server does not stay up: its container is exited (exit code 1). Its log ends with: odoo: starts ModuleNotFoundError: No module named stripe';
      expect(host.report()).toMatchObject({ statusReason: expect.stringContaining(told) });
      expect([host.data(), served().at(-1)]).toEqual(['sale_x=one', commits.first]);
    });

    it('and fails where Docker starts it again and again', async () => {
      source('one', { restarts: '' });

      const { code } = await deploy(commits.first, { ODOO_BACKUP: 'none' });

      expect(code).toBe(1);
      const told = 'it ended, and Docker started it again';
      expect(host.report()).toMatchObject({ statusReason: expect.stringContaining(told) });
    });

    it('for ODOO_WATCH_SECONDS, and does not count what the same container had before', async () => {
      source('one');
      await deploy(commits.first);
      host.write('docker.calls.state', 'runs 3\n');
      host.standIn('bin/sleep', `echo >> '${host.folder}/sleeps'`);

      const { code } = await deploy(commits.first, { ODOO_WATCH_SECONDS: '3' });

      expect(code).toBe(0);
      expect(readFileSync(join(host.folder, 'sleeps'), 'utf8')).toBe('\n\n\n');
    });

    it('and fails where there is none', async () => {
      source('one');
      const docker = join(root, 'test/engines/odoo/docker-stand-in');
      host.standIn('bin/docker', `if [ "$1" != ps ]; then exec '${docker}' "$@"; fi`);

      await deploy(commits.first, { ODOO_BACKUP: 'none' });

      expect(host.report()).toMatchObject({ statusReason: expect.stringContaining('it has no container') });
    });
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

  describe('where ODOO_IMAGE=pull has no image to pull', () => {
    const told = 'ODOO_IMAGE=pull needs an image, and the service odoo has none: give it one in docker-compose.yml';

    it('fails before it does anything, also where Compose needs ODOO_FILES to read its file', async () => {
      source('one', { 'docker-compose.yml': 'needs: .docker/odoo.env' });
      host.write('secrets/.docker/odoo.env', 'PGPASSWORD=secret');

      const { code } = await deploy(commits.first, { ODOO_IMAGE: 'pull', ODOO_FILES: join(host.folder, 'secrets') });

      expect(code).toBe(1);
      expect(host.report()).toMatchObject({ statusReason: expect.stringContaining(told) });
      expect(asked()).toEqual([]);
    });

    it('says so in a look before a deployment too', async () => {
      source('one');
      await deploy(commits.first, { ODOO_IMAGE: 'pull' });
      host.write(`target/releases/${commits.first}/docker-compose.yml`, '');

      const { code, stderr } = await deploy(commits.first, { ODOO_IMAGE: 'pull' }, '022', ['--check']);

      expect(code).toBe(1);
      expect(stderr).toContain(told);
    });

    it('but says nothing where the service is built', async () => {
      source('one', { 'docker-compose.yml': '' });

      await deploy(commits.first, { ODOO_BACKUP: 'none' });

      expect(asked()).toContain(`build odoo @${commits.first}`);
    });
  });

  it('fails before it does anything where a file is missing that the Compose file names', async () => {
    source('one', { 'docker-compose.yml': 'needs: .docker/odoo.env' });

    const { code } = await deploy(commits.first);

    expect(code).toBe(1);
    const told = /docker compose cannot read docker-compose\.yml: env file \S+\/\.docker\/odoo\.env not found/;
    expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(told) });
    expect(asked()).toEqual([]);
  });

  it('ends the container that a killed run has left', async () => {
    source('one');
    writeFileSync(join(host.folder, 'docker.calls.container'), '');

    const { code } = await deploy(commits.first, { ODOO_IMAGE: 'none' });

    expect(code).toBe(0);
    expect(asked().some((one) => one.startsWith('build') || one.startsWith('pull'))).toBe(false);
    expect(existsSync(join(host.folder, 'docker.calls.container'))).toBe(false);
  });

  describe('for doodba', () => {
    const compose = { 'docker-compose.yml': '', 'prod.yaml': 'image: acme-odoo' };
    const asDoodba = { ODOO_COMPOSE_FILE: 'prod.yaml', ODOO_BACKUP: 'none' };

    it('links the files that the commit leaves out into the release, and none over its own', async () => {
      source('one', { ...compose, '.docker/odoo.env': 'of the commit' });
      for (const name of ['odoo', 'db-access']) host.write(`secrets/.docker/${name}.env`, 'PGPASSWORD=secret');

      const { code } = await deploy(commits.first, { ...asDoodba, ODOO_FILES: join(host.folder, 'secrets') });

      expect(code).toBe(0);
      const release = join(host.folder, 'target/current/.docker');
      expect(readlinkSync(join(release, 'db-access.env'))).toBe(join(host.folder, 'secrets/.docker/db-access.env'));
      expect(readFileSync(join(release, 'odoo.env'), 'utf8')).toBe('of the commit');
    });

    it('updates the modules of the image that have other files than at the last deployment', async () => {
      host.install('partner_x');
      host.install('base_x');
      const image = (value: string): void => {
        host.write('src/oca/partner_x/__manifest__.py', manifest());
        host.write('src/oca/partner_x/data.txt', value);
        host.write('src/base_x/__manifest__.py', manifest());
        host.write('src/base_x/tests/test_x.py', value);
        host.write('src/sale_x/__manifest__.py', 'of an older commit');
      };
      image('one');
      host.write('auto/addons/.keep', '');
      for (const path of ['oca/partner_x', 'base_x', 'sale_x']) {
        symlinkSync(join(host.folder, 'src', path), join(host.folder, 'auto/addons', basename(path)));
      }
      const settings = { ...asDoodba, ODOO_IMAGE_ADDONS: join(host.folder, 'auto/addons') };
      source('one', compose);
      await deploy(commits.first, settings);
      image('two');

      const dry = await deploy(commits.second, { ...settings, ODOO_DRY_RUN: '1' });
      await deploy(commits.second, settings);

      expect(host.updates()).toEqual(['base_x,partner_x,sale_x', 'partner_x']);
      expect(dry.stdout).toMatch(/makes no image[\s\S]*modules: none/);
      expect(dry.stderr).not.toContain('not in this release');
      expect(host.report()).toMatchObject({ updates: [{ module: 'partner_x', reason: 'changed' }] });
      expect(asked().filter((one) => one.startsWith('build'))).toHaveLength(2);
    });

    it.each([
      ['is not there', 'nowhere', "the image's modules in .* cannot be read"],
      ['has no modules', 'source', 'the image has no modules in'],
    ])('fails before the update where a folder of the image %s', async (_what, folder, message) => {
      source('one', compose);
      rmSync(join(host.folder, 'source/sale_x'), { recursive: true });

      const { code } = await deploy(commits.first, { ...asDoodba, ODOO_IMAGE_ADDONS: join(host.folder, folder) });

      expect(code).toBe(1);
      expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(message) });
      expect(host.data()).toBe('sale_x=old');
    });
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
      ODOO_FILES: 'here',
      ODOO_IMAGE_ADDONS: '/opt/odoo/auto/addons,more',
    });

    expect(code).toBe(1);
    for (const problem of [
      'small letters',
      'not in the commit: prod.yaml',
      'build, pull or none',
      'docker compose does',
      'ODOO_FILES must begin with a slash',
      'ODOO_IMAGE_ADDONS must name folders',
    ]) {
      expect(stderr).toContain(problem);
    }
  });
});
