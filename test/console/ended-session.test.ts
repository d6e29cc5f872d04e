import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherOrganization } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failure, failWith, keyWith, problemOf, returnToTab } from './intercepted.ts';
import { SignedOutTab } from './signed-out-tab.ts';
import { everythingThere } from './told.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.project()).id;
});
afterAll(() => console_.stop());

describe('a session that the service takes no longer', () => {
  const description = (page: Page) => page.getByLabel('Description', { exact: true });
  const send = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();
  const typed = 'Entered before the end';

  /** Saves the settings with a session that has ended meanwhile: the sign-in stands in front of them. */
  const saveTooLate = async (page: Page): Promise<void> => {
    await description(page).fill(typed);
    await failWith(page, 'PUT', /^\/api\/projects\//, failure('unauthenticated'));
    await send(page);
    await page.getByText('Your session has ended.').waitFor();
    await page.unrouteAll();
  };
  const settings = async (tab: SignedOutTab): Promise<void> => {
    await tab.go(`/projects/${projectId}/settings`);
    await tab.signIn();
    await description(tab.page).waitFor();
  };

  /** Ends the session on the list of projects, while that is being read. @returns the call that has no answer yet */
  const endWhileReading = async ({ page, board }: SignedOutTab): Promise<Route> => {
    const held = Promise.withResolvers<Route>();
    await page.route(({ pathname }) => pathname === '/api/projects', held.resolve, { times: 1 });
    board.answer({ listAllEnvironments: 'unauthenticated' });
    const ended = page.getByText('Your session has ended.');
    await expect.poll(() => returnToTab(page).then(() => ended.isVisible())).toBe(true);
    board.answer({});
    return held.promise;
  };

  it('keeps what was entered for whoever comes back, and lets them save it', async () => {
    const tab = await SignedOutTab.open(console_);
    const { page } = tab;
    await page.clock.install();
    await settings(tab);
    await saveTooLate(page);
    expect(await description(page).isVisible()).toBe(false);
    // What is read for a screen is forgotten five minutes after the screen.
    await page.clock.fastForward('20:00');

    await tab.signIn();

    const alert = page.getByRole('alert');
    await alert.getByText('Your session had ended, so nothing was changed.').waitFor();
    expect(await alert.count()).toBe(1);
    expect(await description(page).inputValue()).toBe(typed);
    expect(await page.title()).toMatch(/^Settings · /);
    await send(page);
    await page.getByText('The settings were saved.').waitFor();
    const { json } = expectStatus(200, await console_.service.api('GET', `/api/projects/${projectId}`));
    expect(json.description).toBe(typed);
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('hides a dialog too, which comes back and returns the focus to its button', async () => {
    const tab = await SignedOutTab.open(console_);
    const { page, board } = tab;
    await tab.go('/projects');
    await tab.signIn();
    await everythingThere(page);
    await page.getByRole('button', { name: 'Create Project', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(typed);
    board.answer({ createProject: 'unauthenticated' });
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended.').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await console_.expectAccessible(page, 'session-ended');
    board.answer({});

    await tab.signIn();

    const dialog = page.getByRole('dialog');
    await dialog.getByRole('alert').getByText('Your session had ended, so nothing was changed.').waitFor();
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe(typed);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe('Create Project');
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('asks nothing more of the service', async () => {
    const tab = await SignedOutTab.open(console_);
    const { page } = tab;
    await tab.go('/projects');
    await tab.signIn();
    await everythingThere(page);
    const late = await endWhileReading(tab);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));

    await late.fulfill(problemOf(failure('rate_limited')));

    // The client tries again at once, before this.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)).then(() => fetch('/api/.well-known')));
    expect(asked).toEqual(['/api/.well-known']);
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  describe('another key', () => {
    const choice = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

    it('of the same organisation goes on with what was entered, if its person says so', async () => {
      const tab = await SignedOutTab.open(console_);
      const { page } = tab;
      await settings(tab);
      await saveTooLate(page);

      await tab.signIn(await keyWith(console_, ['view:projects', 'manage:projects']));

      await page.getByText('This is not the key that you were signed in with.').waitFor();
      await console_.expectAccessible(page, 'another-key');
      expect(await choice(page, 'Go on with it').evaluate((one) => one === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('Your session had ended, so nothing was changed.').waitFor();
      expect(await description(page).inputValue()).toBe(typed);
      await page.getByRole('button', { name: /^Account of Key / }).waitFor();
      expect(console_.faults).toEqual([]);
      await page.close();
    });

    it('of the same organisation begins anew, if its person says so', async () => {
      const tab = await SignedOutTab.open(console_);
      const { page } = tab;
      await settings(tab);
      const before = await description(page).inputValue();
      await saveTooLate(page);

      await tab.signIn(await keyWith(console_, ['view:projects', 'manage:projects']));

      await choice(page, 'Leave it and begin anew').click();
      await description(page).waitFor();
      expect(await description(page).inputValue()).toBe(before);
      await tab.leave();
      await tab.signIn();
      await everythingThere(page);
      expect(await description(page).inputValue()).toBe(before);
      expect(console_.faults).toEqual([]);
      await page.close();
    });

    it('of another organisation is shown nothing of it, and is not asked', async () => {
      const { token } = await otherOrganization(console_.service, 'globex');
      const tab = await SignedOutTab.open(console_);
      const { page } = tab;
      await settings(tab);
      await saveTooLate(page);

      await tab.signIn(token);

      await page.getByRole('alert').getByText('The project could not be found').waitFor();
      expect(await description(page).count()).toBe(0);
      expect(console_.faults).toEqual([]);
      await page.close();
    });
  });

  it('is forgotten once somebody signs out in another tab', async () => {
    const tab = await SignedOutTab.open(console_);
    const { page } = tab;
    await settings(tab);
    await saveTooLate(page);
    await tab.leave();
    expect(await description(page).count()).toBe(0);
    await page.close();
  });

  it('has ended in every tab, and goes on in every tab', async () => {
    const [first, second] = [await console_.tab(), await console_.tab()];
    await first.goto(`${console_.url}/projects/${projectId}/settings`);
    await first.getByLabel('API key', { exact: true }).fill(console_.service.token);
    await first.getByLabel('API key', { exact: true }).press('Enter');
    await second.goto(`${console_.url}/projects/${projectId}/settings`);
    await description(second).fill('Entered in the second tab');
    await saveTooLate(first);
    await second.getByText('Your session has ended.').waitFor();

    await second.getByLabel('API key', { exact: true }).fill(console_.service.token);
    await second.getByLabel('API key', { exact: true }).press('Enter');

    await description(second).waitFor();
    expect(await description(second).inputValue()).toBe('Entered in the second tab');
    await description(first).waitFor();
    expect(await description(first).inputValue()).toBe(typed);
    expect(console_.faults).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('goes on with the new secret of a key, and is not ended by an answer to the former one', async () => {
    const { service } = console_;
    const rotated = await service.api('POST', '/api/api-keys', {
      body: { name: 'Rotated', permissions: ['view:projects', 'manage:projects'] },
    });
    const { id, key: former } = expectStatus(201, rotated).json;
    const tab = await SignedOutTab.open(console_);
    const { page } = tab;
    await tab.go('/projects');
    await tab.signIn(String(former));
    await everythingThere(page);
    await page.getByRole('button', { name: 'Create Project', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(typed);
    const late = await endWhileReading(tab);
    const { json } = expectStatus(201, await service.api('POST', `/api/api-keys/${id}/rotate`, { body: {} }));
    await tab.signIn(String(json.key));
    await everythingThere(page);

    expect(await page.getByRole('dialog').getByLabel('Name', { exact: true }).inputValue()).toBe(typed);
    const answered = page.waitForEvent('requestfinished', (request) => request === late.request());
    await late.fulfill(problemOf(failure('unauthenticated')));
    await answered;
    // An answer that the page asks for now comes after that one.
    await page.evaluate(() => fetch('/api/.well-known').catch(() => null));
    expect(await page.evaluate(() => sessionStorage.getItem('ocore.session'))).toContain(String(json.key));
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});
