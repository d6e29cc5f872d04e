import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

describe('signing in with an API key', () => {
  it('leads to the screen of the address, and has no violation', async () => {
    const page = await console_.tab();
    await page.goto(`${console_.url}/attention`);
    await page.getByLabel('API key').fill(console_.service.token);
    await console_.expectAccessible(page, 'sign-in');

    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { name: 'Needs attention', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/attention');
    expect(console_.faults).toEqual([]);
  });
});
