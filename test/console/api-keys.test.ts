import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (token?: string): Promise<Page> => console_.signedIn('/organization/api-keys', token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const list = (page: Page) => page.getByRole('list', { name: 'API keys' });
const key = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const secret = (page: Page) => page.getByRole('region', { name: 'Text of the key' });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

const expectFocus = (field: Locator): Promise<void> =>
  expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);

const statusWith = async (token: string): Promise<number> =>
  (await console_.service.api('GET', '/api/me', { token })).status;

/** A key that the API has made. */
const made = async (): Promise<{ readonly name: string; readonly text: string }> => {
  const body = { name: console_.service.freshName('Robot'), permissions: ['view:projects'] };
  const { json } = expectStatus(201, await console_.service.api('POST', '/api/api-keys', { body }));
  return { name: body.name, text: String(json.key) };
};

describe('the API keys', () => {
  it('are created with permissions, limits and an expiry, and their text is shown once', async () => {
    const { service } = console_;
    const { path } = await service.project({ name: 'Shop of the keys' });
    await service.environment(path, { name: 'Staging', type: 'staging' });
    const page = await open();
    await button(page, 'Create API key').click();
    await button(page, 'Create').click();
    await dialog(page).getByText('must have 1 to 120 characters').waitFor();
    // It stands far above the button: the focus shows it.
    await expectFocus(page.getByLabel('Name', { exact: true }));
    await page.getByLabel('Name', { exact: true }).fill('CI');
    await page.getByLabel('view:projects', { exact: true }).uncheck();
    await button(page, 'Create').click();
    await expectFocus(page.getByLabel('view:projects', { exact: true }));
    await page.getByLabel('deploy:projects', { exact: true }).check();
    // The list of before has the same button, and goes away below a click.
    const answered = page.waitForResponse(/[?&]q=/);
    await page.getByLabel('Find a project').fill('of the keys');
    await answered;
    await button(page, 'Add Shop of the keys').click();
    await page.getByLabel('Shop of the keys · Staging').check();
    await console_.expectAccessible(page, 'api-keys-create');
    await button(page, 'Create').click();

    await secret(page).waitFor();
    const text = (await secret(page).textContent()) ?? '';
    expect(await statusWith(text)).toBe(200);
    await key(page, 'CI').getByText('limited to 1 project and 1 environment', { exact: true }).waitFor();
    await key(page, 'CI')
      .getByText(/^in [23] months$/)
      .waitFor();
    await console_.expectAccessible(page, 'api-keys-secret');
    // Nothing that lasts holds it: no address, no storage.
    const kept = await page.evaluate(() => JSON.stringify([location.href, { ...sessionStorage }, { ...localStorage }]));
    expect(kept).not.toContain(text);

    await button(page, 'I have it: hide it').click();
    await secret(page).waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(text);
    noFaults();
  });

  it('lose the shown text when the screen is left', async () => {
    const page = await open();
    await button(page, 'Create API key').click();
    await page.getByLabel('Name', { exact: true }).fill('Left');
    await button(page, 'Create').click();
    await secret(page).waitFor();
    await page.getByRole('link', { name: 'Projects', exact: true }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await page.goBack();
    await key(page, 'Left').waitFor();

    expect(await secret(page).count()).toBe(0);
    noFaults();
  });

  it('show what does not fit at its field, and keep what was entered', async () => {
    const page = await open();
    await button(page, 'Create API key').click();
    await page.getByLabel('Name', { exact: true }).fill('Late');
    await page.getByLabel('Expires').selectOption('day');
    await page.getByLabel('Day').fill('2001-01-01');
    await button(page, 'Create').click();
    await dialog(page).getByRole('alert').waitFor();

    expect(await page.getByLabel('Day').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Late');
  });

  it('say what to do where the answer with the text was lost', async () => {
    const page = await open();
    await page.route(
      (url) => url.pathname === '/api/api-keys',
      async (route) => {
        if (route.request().method() !== 'POST') return route.fallback();
        const response = await route.fetch();
        return route.fulfill({ response, json: { ...(await response.json()), key: null } });
      },
    );
    await button(page, 'Create API key').click();
    await page.getByLabel('Name', { exact: true }).fill('Lost');
    await button(page, 'Create').click();

    await page.getByText('The text of the key did not arrive', { exact: true }).waitFor();
    await key(page, 'Lost').waitFor();
    noFaults();
  });

  it('are rotated, and the old text ends at once where that is asked for', async () => {
    const { name, text } = await made();
    const page = await open();
    await button(page, `Rotate ${name}`).click();
    await page.getByLabel('End the old text at once').check();
    await console_.expectAccessible(page, 'api-keys-rotate');
    await button(page, 'Make a new text').click();

    await secret(page).waitFor();
    const next = (await secret(page).textContent()) ?? '';
    expect(await statusWith(next)).toBe(200);
    await expect.poll(() => statusWith(text)).toBe(401);
    noFaults();
  });

  it('are revoked by their name', async () => {
    const { name, text } = await made();
    const page = await open();
    await button(page, `Revoke ${name}`).click();
    expect(await button(page, 'Revoke it').isDisabled()).toBe(true);
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await button(page, 'Revoke it').click();

    await key(page, name).waitFor({ state: 'detached' });
    await expect.poll(() => statusWith(text)).toBe(401);
    noFaults();
  });

  it('are listed without any action for somebody who may only look', async () => {
    const page = await open(await keyWith(console_, ['view:projects', 'view:api-keys']));
    await key(page, 'First key').waitFor();
    await console_.expectAccessible(page, 'api-keys');

    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    noFaults();
  });

  it('show hostile names as text', async () => {
    const { json } = await console_.service.api('GET', '/api/api-keys?limit=1');
    const [first] = json.apiKeys as object[];
    await withEachAttack(console_, '/organization/api-keys', 'api-keys-attacked', async (page, text) => {
      const apiKeys = [{ ...first, role: null, name: text, createdByName: text }];
      await answerWith(page, /\/api-keys$/, { apiKeys, nextCursor: null });
      return () => list(page).getByText(text, { exact: true }).first().waitFor();
    });
  });
});
