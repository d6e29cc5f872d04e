import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith } from './intercepted.ts';
import { connectedProject, type World } from './pushed-project.ts';

let console_: ConsoleUnderTest;
let world: World;
let deployment: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  world = await connectedProject(console_);
  const { service } = console_;
  await world.push('staging', 'Queued');
  const { json } = expectStatus(200, await service.api('GET', `${world.path}/deployments`));
  deployment = String((json.deployments as { id: string }[])[0]?.id);
  const mona = await writtenMember(service.local.organization.id, { roleId: 'developer', name: 'Mona Lisa' });
  const grants = { mode: 'organization', grants: [{ principalId: mona.id, level: 'view' }] };
  expectStatus(200, await service.api('PUT', `${world.path}/access`, { body: grants }));
  const permissions = ['view:projects'];
  expectStatus(201, await service.api('POST', '/api/roles', { body: { name: 'Releases', permissions } }));
  expectStatus(201, await service.api('POST', '/api/api-keys', { body: { name: 'CI', permissions } }));
  const repositoryUrl = 'git@github.com:acme/private-addons.git';
  expectStatus(201, await service.api('POST', `${world.path}/repository/submodules`, { body: { repositoryUrl } }));
});
afterAll(() => console_.stop());

type Row = {
  readonly address: () => string;
  /** The read that brings the row, and what it answers once somebody has removed the thing; null: 404. */
  readonly read: RegExp;
  readonly without: object | null;
  /** The button of the row. */
  readonly button: string;
  /** What is entered in the dialog, by its label; null: it only asks. */
  readonly entered: string | null;
};

const project = (tab = '') => `/projects/${world.projectId}${tab}`;
const noEnvironment = { environments: [], nextCursor: null };

/** Everything that has a dialog and that a later answer may take off the screen. */
const rows: Readonly<Record<string, Row>> = {
  'a member': {
    address: () => '/organization/members',
    read: /\/members$/,
    without: { members: [], nextCursor: null },
    button: 'Remove Mona Lisa',
    entered: 'Type Mona Lisa to confirm',
  },
  'an API key': {
    address: () => '/organization/api-keys',
    read: /\/api-keys$/,
    without: { apiKeys: [], nextCursor: null },
    button: 'Revoke CI',
    entered: 'Type CI to confirm',
  },
  'a role': {
    address: () => '/organization/roles',
    read: /\/roles$/,
    without: { roles: [], nextCursor: null },
    button: 'Edit Releases',
    entered: 'Description',
  },
  'a Git provider': {
    address: () => '/organization/git-providers',
    read: /\/git-providers$/,
    without: { gitProviders: [] },
    button: 'Set up GitHub',
    entered: 'Address of your own server',
  },
  'a grant': {
    address: () => project('/access'),
    read: /\/access$/,
    without: { mode: 'organization', grants: [] },
    button: 'Revoke Mona Lisa',
    entered: null,
  },
  'somebody who was found': {
    address: () => project('/access'),
    read: /\/access\/candidates$/,
    without: { candidates: [] },
    button: 'Explain CI',
    entered: null,
  },
  'an environment': {
    address: () => project('/environments'),
    read: /\/environments$/,
    without: noEnvironment,
    button: 'Edit Staging',
    entered: 'Odoo version',
  },
  'an environment of the overview': {
    address: () => project(),
    read: /\/environments$/,
    without: noEnvironment,
    button: 'Pause',
    entered: 'Reason',
  },
  'a mapping': {
    address: () => project('/branches'),
    read: /\/branch-mappings$/,
    without: { branchMappings: [], nextCursor: null },
    button: 'Edit staging',
    entered: 'Paths',
  },
  'a submodule': {
    address: () => project('/repository'),
    read: /\/submodules$/,
    without: { submodules: [], reported: [] },
    button: 'Remove the submodule',
    entered: null,
  },
  'a repository': {
    address: () => project('/repository'),
    read: /\/repository$/,
    without: null,
    button: 'Regenerate Key',
    entered: null,
  },
  'a deployment': {
    address: () => project(`/deployments/${deployment}`),
    read: /\/deployments\/\w+$/,
    without: null,
    button: 'Cancel',
    entered: 'Reason',
  },
};

const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });

/** Opens the dialog of a row, and then lets somebody else remove the row. */
const openedBeforeRemoval = async ({ address, read, without, button: name, entered }: Row): Promise<Page> => {
  const page = await console_.signedIn(address());
  await button(page, name).first().press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  if (entered !== null) await dialog.getByLabel(entered, { exact: true }).fill('Entered');
  await (without === null ? failWith(page, 'GET', read, failure('not_found')) : answerWith(page, read, without));
  // As when somebody comes back to the tab: everything on the screen is read again.
  const goneAfterReading = async (): Promise<number> => {
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    return button(page, name).count();
  };
  await expect.poll(goneAfterReading).toBe(0);
  return page;
};

describe.each(Object.entries(rows))('the dialog of %s', (_name, row) => {
  it('stays with what was entered when the row has gone, and Escape leads to the screen', async () => {
    const page = await openedBeforeRemoval(row);
    const dialog = page.getByRole('dialog');

    expect(await dialog.count()).toBe(1);
    if (row.entered !== null) {
      expect(await dialog.getByLabel(row.entered, { exact: true }).inputValue()).toBe('Entered');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(console_.faults).toEqual([]);
  });
});

describe('a dialog', () => {
  it('tells that somebody else was faster, although its own write takes the row away', async () => {
    const page = await console_.signedIn(project('/environments'));
    const { json } = expectStatus(200, await console_.service.api('GET', `${world.path}/environments`));
    await button(page, 'Edit Development').click();
    await page.getByLabel('Odoo version').fill('18.0');
    const others = (json.environments as { name: string }[]).filter(({ name }) => name !== 'Development');
    await answerWith(page, /\/environments$/, { environments: others, nextCursor: null });
    await failWith(page, 'PUT', /\/environments\/\w+$/, failure('not_found'));
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();

    await page.getByRole('article', { name: 'Development' }).waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByRole('alert').getByText('Made by the test: not_found.').waitFor();
    expect(await page.getByLabel('Odoo version').inputValue()).toBe('18.0');
    expect(console_.faults).toEqual([]);
  });

  it('ends with its screen', async () => {
    const page = await console_.signedIn('/projects');
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();

    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goForward();
    await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });
});
