import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failure, failWith, returnToTab } from './intercepted.ts';
import { lendTab, SignedOutTab } from './signed-out-tab.ts';
import { everythingThere, failureTold, shownNow } from './told.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.connectedProject()).projectId;
});
afterAll(() => console_.stop());

const withTab = lendTab(() => console_);
const again = (page: Page) => page.getByRole('button', { name: 'Try again', exact: true });

describe('the connection', () => {
  it('that is lost is told, and mended', async () => {
    const page = await console_.newTab();
    await page.route(/\/api\/projects/, (route) => route.abort());
    await page.goto(`${console_.url}/projects`);

    await page.getByText('The service does not answer').waitFor();
    await page.getByText('The connection is lost').waitFor();
    await page.unroute(/\/api\/projects/);
    await again(page).click();

    await page.getByText('The service does not answer').waitFor({ state: 'detached' });
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
  });
});

describe('the file of a screen', () => {
  it('that takes its time is told, and one that is gone after a new release', async () => {
    const page = await console_.signedIn();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    const asset = /\/assets\/[^/]+\.js$/;
    const arrives = Promise.withResolvers<void>();
    await page.route(asset, async (route) => {
      await arrives.promise;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    await page.getByText('Loading the screen…').waitFor();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    arrives.resolve();
    await page.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    expect(await page.getByText('Loading the screen…').count()).toBe(0);

    await page.unroute(asset);
    await page.route(asset, (route) => route.fulfill({ status: 404, body: '' }));
    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/a new version was installed/)
      .waitFor();
    expect(await page.title()).toBe('This screen could not be shown · oCore Projects');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.unroute(asset);
    await page.getByRole('button', { name: 'Load the page again' }).click();

    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor();
    expect(console_.faults).toEqual([]);
  });
});

describe('the frame', () => {
  it('tells each answer to who one is, in the place of every screen', () =>
    withTab(async (tab) => {
      const { page, board } = tab;
      await tab.go('/projects');
      await tab.signIn();
      await everythingThere(page);
      // Whoever is signed in already loads the page.
      for (const answer of ['permission_missing', 'rate_limited', 'internal', 'nothing'] as const) {
        board.answer({ getMe: answer });
        await page.reload();
        if (answer === 'permission_missing')
          await page.getByRole('heading', { name: 'You are not a member' }).waitFor();
        else await failureTold(page.locator('body'), answer);
        expect((await shownNow(page)).headings).toBeGreaterThan(0);
        await page.getByRole('button', { name: 'Sign out' }).waitFor();
      }
      board.answer({ getMe: 'slow' });
      await again(page).click();
      await page.getByText('Loading your organisation…').waitFor({ state: 'attached' });
      board.answer({});
      await everythingThere(page);
    }));

  it('tells each answer to a sign-in, keeps the key, and says where other ways are not known', async () => {
    const { page, board } = await SignedOutTab.open(console_);
    for (const answer of ['rate_limited', 'internal', 'nothing'] as const) {
      board.answer({ getMe: answer });
      await page.getByLabel('API key').fill('ocore_entered');
      await page.getByLabel('API key').press('Enter');
      await failureTold(page.locator('body'), answer);
      expect(await page.getByLabel('API key').inputValue()).toBe('ocore_entered');
    }
    for (const answer of ['rate_limited', 'internal', 'nothing'] as const) {
      board.answer({ getWellKnown: answer });
      await (answer === 'rate_limited' ? page.reload() : again(page).click());
      await failureTold(page.locator('body'), answer);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
    }
    await page.goto(`${console_.url}/sign-in/callback`);
    await failureTold(page.locator('body'), 'nothing');
    await page.getByRole('button', { name: 'Back to the sign-in' }).waitFor();
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});

describe('a write', () => {
  it('that fails says so in its dialog, loses nothing, and carries If-Match', async () => {
    const page = await console_.signedIn(`/projects/${projectId}`);
    await page.getByRole('article', { name: 'Staging' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Reason').fill('Kept');
    const dialog = page.getByRole('dialog');
    await failWith(page, 'POST', /\/pause$/, failure('conflict'));
    const sent = page.waitForRequest(/\/pause$/);
    await dialog.getByRole('button', { name: 'Pause' }).click();

    expect(await (await sent).headerValue('if-match')).toMatch(/^".+"$/);
    await dialog.getByRole('alert').getByText('Made by the test: conflict.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Kept');
    expect(console_.faults).toEqual([]);
  });
});

describe('a read', () => {
  it('asks again with what it knows, and takes 304', async () => {
    const page = await console_.newTab();
    const unchanged: Response[] = [];
    page.on('response', (answer) => {
      if (answer.url().endsWith(`/api/projects/${projectId}`) && answer.status() === 304) unchanged.push(answer);
    });
    await page.goto(`${console_.url}/projects/${projectId}`);
    await page.getByRole('article', { name: 'Production' }).waitFor();
    await expect
      .poll(async () => {
        await returnToTab(page);
        return unchanged.length;
      })
      .toBeGreaterThan(0);

    expect(await unchanged[0]?.request().headerValue('if-none-match')).toBeTruthy();
    await page.getByRole('article', { name: 'Production' }).waitFor();
    expect(console_.faults).toEqual([]);
  });
});

describe('an address that no screen has', () => {
  it('says so', async () => {
    const page = await console_.signedIn('/nowhere');

    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await console_.expectAccessible(page, 'not-found');
    expect(console_.faults).toEqual([]);
  });
});
