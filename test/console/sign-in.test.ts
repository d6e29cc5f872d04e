import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const heading = { name: 'Needs attention', level: 1 } as const;

describe('signing in, in this order', () => {
  it('says what is wrong with a key', async () => {
    const page = await console_.tab();
    await page.goto(console_.url);
    await page.getByLabel('API key').fill('ocore_wrong');
    await page.keyboard.press('Enter');

    await page.getByRole('alert').getByText('This key does not work').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await page.getByLabel('API key').inputValue()).toBe('ocore_wrong');
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('with an API key leads to the screen of the address, and has no violation', async () => {
    const page = await console_.tab();
    await page.goto(`${console_.url}/attention`);
    await page.getByLabel('API key').fill(console_.service.token);
    await console_.expectAccessible(page, 'sign-in');

    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', heading).waitFor();
    expect(new URL(page.url()).pathname).toBe('/attention');
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('keeps the key in the session storage alone', async () => {
    const page = await console_.signedIn('/attention');
    await page.getByRole('heading', heading).waitFor();

    const kept = await page.evaluate(() =>
      [JSON.stringify({ ...localStorage }), document.cookie, location.href].join(),
    );
    expect(kept).not.toContain(console_.service.token);
    expect(await page.evaluate(() => sessionStorage.getItem('ocore.session'))).toContain(console_.service.token);
    await page.close();
  });

  it('passes to a new tab, and ends in all of them', async () => {
    const first = await console_.signedIn('/attention');
    await first.getByRole('heading', heading).waitFor();
    const second = await console_.tab();
    await second.goto(`${console_.url}/attention`);
    await second.getByRole('heading', heading).waitFor();

    await second.getByRole('button', { name: 'Account of First key' }).click();
    await second.getByRole('dialog', { name: 'Account' }).waitFor();
    await console_.expectAccessible(second, 'account');
    const scheme = () => second.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    for (const [label, value] of [
      ['Dark', 'dark'],
      ['As the system', 'light'],
    ] as const) {
      await second.getByRole('radio', { name: label }).check();
      await expect.poll(scheme).toBe(value);
    }
    await second.getByRole('button', { name: 'Sign out' }).click();

    await second.getByText('You have signed out, in all tabs.').waitFor();
    await first.getByText('You have signed out, in all tabs.').waitFor();
    expect(await first.evaluate(() => sessionStorage.getItem('ocore.session'))).toBeNull();
    await first.reload();
    await first.getByLabel('API key').waitFor();
    expect(console_.faults).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('by a start link asks first where somebody is signed in, and can be refused', async () => {
    const page = await console_.newTab();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.goto(console_.service.local.consoleUrl);

    await page.getByRole('heading', { name: 'Sign in with the start link?' }).waitFor();
    await console_.expectAccessible(page, 'start-link');
    expect(page.url()).toBe(`${console_.url}/`);
    await page.getByRole('button', { name: 'Stay signed in' }).click();

    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expect(sent.filter((url) => url.includes('/local/sign-in'))).toEqual([]);
    expect(await page.evaluate(() => sessionStorage.getItem('ocore.session'))).toContain(console_.service.token);
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('by a start link works once, and takes the code out of the address before any request', async () => {
    const page = await console_.tab();
    const code = new URL(console_.service.local.consoleUrl).hash.slice('#code='.length);
    await page.goto(console_.service.local.consoleUrl);

    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await page.getByText('You are signed in by the start link').waitFor();
    expect(page.url()).not.toContain(code);
    await page.close();

    const again = await console_.tab();
    await again.goto(console_.service.local.consoleUrl);
    await again.getByRole('heading', { name: 'The start link does not work' }).waitFor();
    expect(await again.getByRole('alert').count()).toBe(1);
    await again.getByRole('button', { name: 'Sign in another way' }).click();
    await again.getByLabel('API key').waitFor();
    expect(console_.faults).toEqual([]);
    await again.close();
  });
});

describe('the first load', () => {
  it('takes at most six requests of the page itself, and none of another origin', async () => {
    const page = await console_.newTab();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.goto(`${console_.url}/projects`);
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();

    const foreign = sent.filter((url) => !url.startsWith(console_.url) && !url.startsWith('data:'));
    const ofPage = sent.filter((url) => url.startsWith(console_.url) && !url.includes('/api/'));
    expect(foreign).toEqual([]);
    expect(ofPage.length).toBeLessThanOrEqual(6);
    await page.close();
  });
});
