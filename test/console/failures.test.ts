import type { Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';
import { expectFailuresTold, failure, failWith, returnToTab, withEachFailure } from './intercepted.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.connectedProject()).projectId;
});
afterAll(() => console_.stop());

const screens = [
  ['the projects', () => '/projects'],
  ['what needs attention', () => '/attention'],
  ['the overview', () => `/projects/${projectId}`],
] as const;

describe.each(screens)('%s', (_name, path) => {
  it('say each failed read in words', () => expectFailuresTold(console_, path(), /^\/api\/projects/));

  it('say that the connection is lost, and mend it', async () => {
    const page = await console_.newTab();
    await page.route(/\/api\/projects/, (route) => route.abort());
    await page.goto(`${console_.url}${path()}`);

    await page.getByText('The service does not answer').waitFor();
    await page.getByText('The connection is lost').waitFor();
    await page.unroute(/\/api\/projects/);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('The service does not answer').waitFor({ state: 'detached' });
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
  });

  it('say that they are loading while the answer is slow', async () => {
    const page = await console_.newTab();
    const slow = Promise.withResolvers<void>();
    await page.route(/\/api\/projects/, async (route) => {
      await slow.promise;
      await route.continue();
    });
    await page.goto(`${console_.url}${path()}`);

    await page.getByText(/^Loading the project/).waitFor({ state: 'attached' });
    slow.resolve();
    await page.getByText(/^Loading the project/).waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
  });

  it('lead to the sign-in where the key has ended, and back', async () => {
    const page = await console_.newTab();
    await failWith(page, 'GET', /^\/api\/projects/, failure('unauthenticated'));
    await page.goto(`${console_.url}${path()}`);

    await page.getByText('Your session has ended.').waitFor();
    await page.unrouteAll();
    await page.getByLabel('API key').fill(console_.service.token);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.getByRole('link', { name: 'Projects' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path());
    expect(console_.faults).toEqual([]);
  });
});

describe('a write', () => {
  it('that fails says so in its dialog, loses nothing, and carries If-Match', async () => {
    const page = await console_.signedIn(`/projects/${projectId}`);
    await page.getByRole('article', { name: 'Staging' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Reason').fill('Kept');
    const dialog = page.getByRole('dialog');
    await withEachFailure(page, { method: 'POST', path: /\/pause$/ }, async (code) => {
      const sent = page.waitForRequest(/\/pause$/);
      await dialog.getByRole('button', { name: 'Pause' }).click();

      expect(await (await sent).headerValue('if-match')).toMatch(/^".+"$/);
      await dialog.getByRole('alert').getByText(`Made by the test: ${code}.`).waitFor();
      await dialog.getByText('req-of-the-test').waitFor();
      expect(await page.getByLabel('Reason').inputValue()).toBe('Kept');
      expect(console_.faults).toEqual([]);
    });
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
