import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calls, deploy, folder, useBench } from './deploy-odoo-bench.ts';

const badNames = ['a b', 'a;id', '$(id)', '`id`', '-u', 'a,--init=b', 'a,,b', ',a', 'a,', 'a/../b', "a'b", 'a\nb', 'é'];

useBench();

describe('the settings of deploy-odoo.sh', () => {
  it.each([
    ['a commit id that is a path', { OCORE_COMMIT_SHA: '../../etc' }, 'is no commit id'],
    ['no commit', { OCORE_COMMIT_SHA: '' }, 'OCORE_COMMIT_SHA is not set'],
    ['no source', { OCORE_SOURCE_DIR: '' }, 'OCORE_SOURCE_DIR is not set: it is set by ocore runner'],
    ['a target that is relative', { ODOO_TARGET: 'here' }, 'must begin with a slash'],
    ['a target with a comma', { ODOO_TARGET: '/srv/a,b' }, 'must have no comma'],
    ['keeping no release', { ODOO_RELEASES: '0' }, 'ODOO_RELEASES must be a number from 1 on'],
    ['no database', { ODOO_DATABASE: '' }, 'name the database'],
    ['several databases', { ODOO_DATABASE: 'a,b' }, 'Give each of them an environment'],
    ['a database that is an option', { ODOO_DATABASE: '--help' }, 'ODOO_DATABASE must have letters'],
    ['a database that is a connection', { ODOO_DATABASE: 'host=x' }, 'ODOO_DATABASE must have letters'],
    ['a configuration that is not there', { ODOO_CONFIG: '/nowhere.conf' }, 'ODOO_CONFIG cannot be read'],
    ['folders that are not there', { ODOO_ADDONS: '/usr,/nowhere' }, 'ODOO_ADDONS names /nowhere'],
    ['a virtual environment that is none', { ODOO_VENV: '/nowhere' }, 'ODOO_VENV has no bin/python'],
    ['an Odoo that is not there', { ODOO_BIN: '/nowhere/odoo-bin' }, '/nowhere/odoo-bin is not there'],
    ['an unknown way of backup', { ODOO_BACKUP: 'tape' }, 'ODOO_BACKUP must be dump or none'],
    ['a switch that is neither', { ODOO_DRY_RUN: 'yes' }, 'ODOO_DRY_RUN must be 0 or 1'],
    ['a second switch that is neither', { ODOO_IGNORE_CORE: 'yes' }, 'ODOO_IGNORE_CORE must be 0 or 1'],
    ['an unknown choice', { ODOO_CHOICE: 'all' }, 'ODOO_CHOICE must be click-odoo-update or hashes, not all.'],
    ['a choice that is not there', { ODOO_CHOICE: 'click-odoo-update' }, 'needs it in ODOO_VENV'],
    ['a health check of no address', { ODOO_HEALTH_URL: 'x', ODOO_RESTART: 'true' }, 'ODOO_HEALTH_URL must begin'],
    ['a health check without a restart', { ODOO_HEALTH_URL: 'http://x' }, 'ODOO_HEALTH_URL needs ODOO_RESTART'],
    ['a unit that is an option', { ODOO_UNIT: '--all', ODOO_RESTART: 'true' }, 'ODOO_UNIT must be the name'],
    ['a unit without a restart', { ODOO_UNIT: 'odoo' }, 'ODOO_UNIT needs ODOO_RESTART'],
    ['a watch of no time', { ODOO_WATCH_SECONDS: '0' }, 'ODOO_WATCH_SECONDS must be a number from 1 on'],
    ['a stop without a restart', { ODOO_STOP: 'true' }, 'ODOO_STOP needs ODOO_RESTART'],
    ['two root modules', { OCORE_ROOT_MODULE: 'a,b' }, 'OCORE_ROOT_MODULE must be one name'],
    ['a root module that is a path', { OCORE_ROOT_MODULE: '../a' }, 'OCORE_ROOT_MODULE holds'],
    ['a name that is too long', { OCORE_UPDATE: 'x'.repeat(101) }, 'more than 100 characters'],
  ])('refuse %s', async (_, more, message) => {
    const { code, stderr } = await deploy(more);

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(calls()).toBe('');
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });

  it.each(['OCORE_CHANGED_MODULES', 'OCORE_UPDATE'])('refuse names in %s that no module can have', async (variable) => {
    for (const names of badNames) {
      const { code, stderr } = await deploy({ [variable]: names });

      expect([code, stderr]).toEqual([1, expect.stringContaining(`${variable} holds`)]);
    }
    expect(calls()).toBe('');
  });
});
