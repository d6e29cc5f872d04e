import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
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
  host = new OdooHost(postgres, []);
});
afterEach(() => host.remove());

const releases = (): string => join(host.folder, 'target/releases');
const addonsPath = (): string | undefined =>
  host
    .calls('odoo')[0]
    ?.find((argument) => argument.startsWith('--addons-path='))
    ?.replaceAll(`${releases()}/`, '');

describe('the database of deploy-odoo.sh', () => {
  it('is never created: fault 5', async () => {
    host.source({ 'sale_x/__manifest__.py': manifest() });

    const { code, stderr } = await host.deploy(commits.first, { ODOO_DATABASE: 'acmee' });

    expect(code).toBe(1);
    expect(stderr).toContain('The database acmee cannot be opened, and none is created:');
    expect(stderr).toContain('does not exist');
    expect([host.databases(), host.calls('odoo')]).toEqual([['acme'], []]);
  });

  it('must be one of Odoo', async () => {
    host.sql('drop table ir_config_parameter');

    const { code, stderr } = await host.deploy(commits.first);

    expect(code).toBe(1);
    expect(stderr).toContain('The database acme is not one of Odoo');
  });
});

describe('the room that deploy-odoo.sh needs', () => {
  const mounts = (rooms: Readonly<Record<string, string>>): Promise<Ran> => {
    const cases = Object.entries(rooms).map(([path, answer]) => `${path}) printf 'h\\nfs 1 1 ${answer}\\n' ;;`);
    host.standIn('bin/df', `case "$3" in ${cases.join('\n')}\n*) exit 1 ;; esac`);
    host.source({ 'README.md': 'x' });
    return host.deploy(commits.first, { PATH: `${join(host.folder, 'bin')}:${process.env.PATH}` });
  };
  const target = (): string => join(host.folder, 'target');

  it.each([
    ['for a dump', '1 1% /srv', '9999999 1% /var', /A dump of acme may take \d+ MB, and \S+ has 0 MB left\./],
    [
      "for a restore on PostgreSQL's disk",
      '9999999 1% /srv',
      '1 1% /var',
      /To restore acme PostgreSQL needs \d+ MB more, and its disk \(\S+\/data\) has 0 MB left\./,
    ],
    ['for both on one disk', '9000 1% /', '9000 1% /', /the one disk of \S+ and of PostgreSQL has 8 MB left\./],
  ])('is asked for before it begins: %s', async (_what, ofTarget, ofDatabase, message) => {
    const { code, stderr } = await mounts({ [target()]: ofTarget, [postgres.dataFolder]: ofDatabase });

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(existsSync(join(target(), 'current'))).toBe(false);
  });

  it("is told where PostgreSQL's disk is not known", async () => {
    const { code, stdout } = await mounts({ [target()]: '9999999 1% /srv' });

    expect(code).toBe(0);
    expect(stdout).toMatch(
      /PostgreSQL's disk is not known here\. It needs \d+ MB more where acme has to be restored\./,
    );
  });
});

describe('a release of deploy-odoo.sh', () => {
  it('is the commit without Git, with its folders and the further ones on the addons path', async () => {
    host.source({ 'sale_x/__manifest__.py': '{}', 'addons/stock_x/__openerp__.py': '{}', '.git/config': 'x' });
    mkdirSync(join(host.folder, 'more'));

    const { code, stdout } = await host.deploy(commits.first, { ODOO_ADDONS: join(host.folder, 'more') });

    expect(code).toBe(0);
    expect(stdout).toContain(`Deployed ${commits.first}`);
    expect(addonsPath()).toBe(`--addons-path=${host.folder}/more,${commits.first},${commits.first}/addons`);
    expect(existsSync(join(host.folder, 'target/current/.git'))).toBe(false);
  });

  it('can be read by the user of the server, whatever the umask of the runner', async () => {
    host.source({ 'sale_x/__manifest__.py': manifest() });
    execFileSync('chmod', ['-R', 'go-rwx', join(host.folder, 'source')]);

    const script = 'umask 077; exec sh "$1"';
    await runCommand('sh', ['-c', script, 'sh', join(root, 'docs/deploy-odoo.sh')], {
      env: host.environment(commits.first),
    });

    const { stdout } = await runCommand('find', [join(host.folder, 'target'), '!', '-type', 'l', '!', '-perm', '-004']);
    expect(stdout).toBe(
      `${join(host.folder, 'target/backups')}\n${host.folder}/target/backups/${commits.first}.dump\n`,
    );
  });

  it('has no module within a module, and none below a hidden folder, on the addons path', async () => {
    host.source({
      'sale_x/__manifest__.py': '{}',
      'sale_x/tests/fake/__manifest__.py': '{}',
      'sale_x/tests/deep/er/__manifest__.py': '{}',
      'sale_x/nested/__manifest__.py': '{}',
      '.venv/lib/x/__manifest__.py': '{}',
    });

    await host.deploy(commits.first);

    expect(addonsPath()).toBe(`--addons-path=${commits.first}`);
    expect(Object.keys(host.marker().modules)).toEqual(['sale_x']);
  });

  it('holds a repository that is one module under its name', async () => {
    host.install('sale_x');
    host.source({
      '__manifest__.py': manifest(),
      'data.txt': 'one',
      'beside/stock_x/__manifest__.py': '{}',
      'tests/fake/__manifest__.py': '{}',
    });

    const { code } = await host.deploy(commits.first, { OCORE_ROOT_MODULE: 'sale_x' });

    expect(code).toBe(0);
    expect(addonsPath()).toBe(`--addons-path=${commits.first},${commits.first}/sale_x/beside`);
    expect(host.data()).toBe('sale_x=one');
    expect(readFileSync(join(host.folder, 'target/current/sale_x/data.txt'), 'utf8')).toBe('one');
  });

  it('is copied again where its first copy lacked a submodule, and what runs stays as it is: fault 9', async () => {
    host.source({ 'README.md': 'x' });
    await host.deploy(commits.first);
    host.source({ 'README.md': 'x', 'vendor/sale_x/__manifest__.py': manifest() });

    const { code } = await host.deploy(commits.first);

    expect(code).toBe(0);
    expect(host.current()).toBe(`releases/${commits.first}-1`);
    expect(existsSync(join(host.folder, 'target/current/vendor/sale_x/__manifest__.py'))).toBe(true);
    expect(existsSync(join(releases(), commits.first, 'vendor'))).toBe(false);
    await host.deploy(commits.first);
    expect(readdirSync(releases()).sort()).toEqual([commits.first, `${commits.first}-1`]);
  });

  it('replaces one that was left half done', async () => {
    host.write(`target/releases/incoming/half`, 'x');
    host.write(`target/releases/${commits.first}/half`, 'x');
    host.source({ 'README.md': 'x' });

    const { code } = await host.deploy(commits.first);

    expect(code).toBe(0);
    expect(readdirSync(releases())).toEqual([commits.first]);
    expect(existsSync(join(releases(), commits.first, 'half'))).toBe(false);
  });

  it('stays while it is among the newest, or the one before', async () => {
    host.source({ 'README.md': 'x' });
    await host.deploy(commits.first);
    for (const [index, digit] of ['1', '2', '3'].entries()) {
      host.write(`target/releases/${digit.repeat(40)}/x`, digit);
      utimesSync(join(releases(), digit.repeat(40)), 2_000_000_000 + index, 2_000_000_000 + index);
    }

    await host.deploy(commits.second, { ODOO_RELEASES: '1' });

    expect(readdirSync(releases()).sort()).toEqual(['3'.repeat(40), commits.first, commits.second]);
  });

  it.each([
    ['a,b/sale_x/__manifest__.py', 'has a comma in its name'],
    ['a\n/etc/sale_x/__manifest__.py', 'has a line break in its name'],
  ])('may not have the folder of %j', async (path, message) => {
    host.source({ [path]: '{}' });

    const { code, stderr } = await host.deploy(commits.first);

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(host.calls('odoo')).toEqual([]);
  });

  it('brings the requirements of its root, of folders with modules and of modules, and no others', async () => {
    host.source({
      'addons/sale_x/__manifest__.py': '{}',
      'requirements.txt': 'a',
      'addons/requirements.txt': 'b',
      'addons/sale_x/requirements.txt': 'c',
      'docs/requirements.txt': 'd',
    });

    await host.deploy(commits.first, { ODOO_VENV: join(host.folder, 'venv') });

    expect(host.calls('pip').map((call) => call.at(-1))).toEqual(
      ['', '/addons', '/addons/sale_x'].map((path) => `${releases()}/${commits.first}${path}/requirements.txt`),
    );
    expect(host.calls('pip')[0]?.slice(0, 3)).toEqual(['-m', 'pip', 'install']);
  });

  it('is not taken where its requirements cannot be installed, and the earlier ones are installed again', async () => {
    const venv = { ODOO_VENV: join(host.folder, 'venv') };
    host.source({ 'requirements.txt': 'good' });
    await host.deploy(commits.first, venv);
    host.standIn('venv/bin/python', `cat "\${8}" >> '${host.folder}/seen'; ! grep -q bad "\${8}"`);
    host.source({ 'requirements.txt': 'bad' });

    const { code } = await host.deploy(commits.second, venv);

    expect(code).toBe(1);
    expect(readFileSync(join(host.folder, 'seen'), 'utf8')).toBe('badgood');
    expect([host.current(), host.calls('odoo').length]).toEqual([`releases/${commits.first}`, 1]);
  });
});
