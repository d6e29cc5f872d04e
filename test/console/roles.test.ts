import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (token?: string): Promise<Page> => console_.signedIn('/organization/roles', token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

/** The words of a permission's row, from left to right. */
const row = async (page: Page, permission: string): Promise<readonly string[]> => {
  const cells = page.getByRole('row').filter({ has: page.getByText(permission, { exact: true }) });
  return (await cells.getByRole('cell').allTextContents()).map((text) => text.slice(1));
};

const made = async (): Promise<{ readonly id: string; readonly name: string }> => {
  const body = { name: console_.service.freshName('Role'), permissions: ['view:projects'] };
  const { json } = expectStatus(201, await console_.service.api('POST', '/api/roles', { body }));
  return { id: String(json.id), name: body.name };
};

describe('the roles', () => {
  it('are a matrix of permissions, and one of its own can be created, edited and deleted', async () => {
    const page = await open();
    await page.getByRole('columnheader', { name: /^Viewer/ }).waitFor();
    expect(await row(page, 'manage:roles')).toEqual(['allowed', 'allowed', 'not allowed', 'not allowed']);
    // A Developer holds manage:projects, which includes these.
    expect((await row(page, 'view:projects'))[2]).toBe('allowed');
    expect((await row(page, 'deploy:projects'))[2]).toBe('allowed');

    await button(page, 'Create role').click();
    await button(page, 'Create').click();
    await dialog(page).getByText('must have 1 to 120 characters').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Releases');
    await page.getByLabel('deploy:projects', { exact: true }).check();
    await console_.expectAccessible(page, 'roles-create');
    await button(page, 'Create').click();
    await button(page, 'Edit Releases').waitFor();
    expect((await row(page, 'deploy:projects'))[4]).toBe('allowed');
    await console_.expectAccessible(page, 'roles');

    await button(page, 'Edit Releases').click();
    await page.getByLabel('deploy:projects', { exact: true }).uncheck();
    await page.getByLabel('view:audit-logs', { exact: true }).check();
    await button(page, 'Save').click();
    await expect.poll(async () => (await row(page, 'view:audit-logs'))[4]).toBe('allowed');
    expect((await row(page, 'deploy:projects'))[4]).toBe('not allowed');

    await button(page, 'Delete Releases').click();
    await page.getByLabel('Type Releases to confirm').fill('Releases');
    await button(page, 'Delete it').click();
    await button(page, 'Edit Releases').waitFor({ state: 'detached' });
    noFaults();
  });

  it('refuse a name that is taken, and keep what was entered', async () => {
    const { name } = await made();
    const page = await open();
    await button(page, 'Create role').click();
    await page.getByLabel('Name', { exact: true }).fill(name.toUpperCase());
    await button(page, 'Create').click();

    await dialog(page).getByRole('alert').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(name.toUpperCase());
    noFaults();
  });

  it('cannot be deleted while somebody has one, and the dialog says so', async () => {
    const { id, name } = await made();
    const body = { email: 'has-it@acme.example', roleId: id };
    expectStatus(201, await console_.service.api('POST', '/api/members/invite', { body }));
    const page = await open();
    await button(page, `Delete ${name}`).click();
    await dialog(page)
      .getByText(/oCore refuses until each has another role/)
      .waitFor();
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await button(page, 'Delete it').click();

    await dialog(page).getByRole('alert').waitFor();
    noFaults();
  });

  it('give nothing that the caller lacks', async () => {
    const page = await open(await keyWith(console_, ['view:projects', 'view:roles', 'manage:roles']));
    await button(page, 'Create role').click();
    await page.getByLabel('view:roles', { exact: true }).waitFor();

    expect(await page.getByLabel('manage:settings', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByLabel('view:roles', { exact: true }).isDisabled()).toBe(false);
    noFaults();
  });

  it('are shown without any action to somebody who may only look', async () => {
    const page = await open(await keyWith(console_, ['view:projects', 'view:roles']));
    await page.getByRole('columnheader', { name: /^Viewer/ }).waitFor();

    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    noFaults();
  });

  it('show hostile names as text', async () => {
    const { json } = await console_.service.api('GET', '/api/roles');
    const [first] = json.roles as object[];
    await withEachAttack(console_, '/organization/roles', 'roles-attacked', async (page, text) => {
      const roles = [{ ...first, isSystem: false, name: text, description: text }];
      await answerWith(page, /\/roles$/, { roles, nextCursor: null });
      return () => page.getByRole('columnheader').getByText(text, { exact: true }).waitFor();
    });
  });
});
