import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherOrganization } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failure, failWith } from './intercepted.ts';
import { IssuerUnderTest } from './issuer-under-test.ts';
import { failureTold } from './told.ts';

let issuer: IssuerUnderTest;
let console_: ConsoleUnderTest;

beforeAll(async () => {
  issuer = await IssuerUnderTest.start();
  console_ = await ConsoleUnderTest.start({ signIn: issuer.signIn });
  await issuer.serve(console_.url);
});
afterAll(async () => {
  await console_.stop();
  await issuer.stop();
});

/** Follows the button of the issuer, and fills in its pages, which a later sign-in of the same person passes over. */
const signInAs = async (page: Page, account: string, path = '/attention'): Promise<void> => {
  await page.goto(`${console_.url}${path}`);
  await page.getByRole('button', { name: /^Continue with 127/ }).click();
  await page.locator('input[name=login]').fill(account);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
};

describe('signing in with a real issuer, in this order', () => {
  it('tells a stranger whom to ask', async () => {
    const page = await console_.tab();
    await page.goto(console_.url);
    await page.getByRole('button', { name: /^Continue with 127/ }).waitFor();
    await console_.expectAccessible(page, 'sign-in-issuer');
    await signInAs(page, 'eve');

    await page.getByRole('heading', { name: 'You are not a member' }).waitFor();
    await page.getByText('Ask an Owner or an Admin of your organisation').waitFor();
    await console_.expectAccessible(page, 'not-a-member');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('accepts an invitation, comes back to the address, renews the token, and passes to a second tab', async () => {
    const roles = expectStatus(200, await console_.service.api('GET', '/api/roles')).json.roles as Record<
      string,
      string
    >[];
    const body = { email: 'mona@acme.example', roleId: roles.find(({ name }) => name === 'Viewer')?.id };
    expectStatus(201, await console_.service.api('POST', '/api/members/invite', { body }));
    await console_.forgetCookies();
    const page = await console_.tab();
    await signInAs(page, 'mona');

    await page.getByRole('heading', { name: 'Needs attention', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Account of Mona Lisa' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await expect.poll(() => issuer.grants.filter((grant) => grant === 'refresh_token').length).toBeGreaterThan(0);

    const second = await console_.tab();
    await second.goto(`${console_.url}/projects`);
    await second.getByRole('heading', { name: 'There is nothing to see yet' }).waitFor();
    expect(await second.locator('iframe').count()).toBe(0);
    expect(issuer.grants.filter((grant) => grant === 'authorization_code')).toHaveLength(2);

    await second.getByRole('button', { name: 'Account of Mona Lisa' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out, in all tabs.').waitFor();
    expect(console_.faults).toEqual([]);
    await Promise.all([page.close(), second.close()]);
  });

  it('keeps what a person has entered over the end of their session, while another tab signs in', async () => {
    const body = { email: 'nora@acme.example', roleId: 'admin' };
    expectStatus(201, await console_.service.api('POST', '/api/members/invite', { body }));
    await console_.forgetCookies();
    const page = await console_.tab();
    await signInAs(page, 'nora', '/projects');
    await page.getByRole('button', { name: 'Create Project', exact: true }).first().click();
    const name = page.getByRole('dialog').getByLabel('Name', { exact: true });
    await name.fill('Entered before the end');
    await failWith(page, 'POST', /^\/api\/projects$/, failure('unauthenticated'));
    await page.keyboard.press('Enter');
    await page.getByText('Your session has ended.').waitFor();
    await page.unrouteAll();
    await console_.expectAccessible(page, 'session-ended-issuer');

    const [second] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: /^Continue with 127/ }).click(),
    ]);

    // This issuer knows the person, and asks a public client to confirm.
    await second.getByRole('button', { name: 'Continue' }).click();
    await second.getByRole('heading', { name: 'You are signed in' }).waitFor();
    await console_.expectAccessible(second, 'signed-in-elsewhere');
    await page.getByRole('dialog').getByText('Your session had ended, so nothing was changed.').waitFor();
    expect(await name.inputValue()).toBe('Entered before the end');
    await name.press('Enter');
    await page.getByRole('heading', { name: 'Entered before the end', level: 1 }).waitFor();
    await second.getByRole('button', { name: 'Go on here' }).click();
    await second.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    await second.getByRole('button', { name: 'Account of Mona Lisa' }).click();
    await second.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out, in all tabs.').waitFor();
    expect(console_.faults).toEqual([]);
    await Promise.all([page.close(), second.close()]);
  });

  it('lets somebody whom several have invited choose, and change between them afterwards', async () => {
    const { service } = console_;
    const globex = await otherOrganization(service, 'globex');
    const body = { email: 'leo@acme.example', roleId: 'viewer' };
    for (const token of [service.token, globex.token]) {
      expectStatus(201, await service.api('POST', '/api/members/invite', { token, body }));
    }
    const page = await console_.tab();
    const organization = (): string | null => new URL(page.url()).searchParams.get('org');
    await console_.forgetCookies();
    await signInAs(page, 'leo', '/projects');
    await page.getByRole('heading', { name: 'You are invited' }).waitFor();
    await console_.expectAccessible(page, 'invitations');
    for (const code of ['rate_limited', 'internal'] as const) {
      await failWith(page, 'POST', /^\/api\/invitations\/accept$/, failure(code));
      await page.getByRole('button', { name: 'Join globex' }).click();
      await failureTold(page.getByRole('main'), code);
      await page.unrouteAll();
    }
    await page.getByRole('button', { name: 'Join globex' }).click();
    await page.getByRole('heading', { name: 'There is nothing to see yet' }).waitFor();
    expect(organization()).toBe('globex');
    await page.getByRole('link', { name: 'Needs attention' }).click();
    await page.getByRole('heading', { name: 'Needs attention', level: 1 }).waitFor();
    expect(organization()).toBe('globex');

    // The other invitation is alone now, and is accepted without a question.
    await page.getByRole('button', { name: 'Account of Mona Lisa' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await console_.forgetCookies();
    await signInAs(page, 'leo', '/projects');
    await page.getByRole('heading', { name: 'Choose an organisation' }).waitFor();
    await console_.expectAccessible(page, 'choose-organization');
    await page.getByRole('button', { name: 'Organisation globex' }).click();
    await page.getByRole('heading', { name: 'There is nothing to see yet' }).waitFor();
    expect(organization()).toBe('globex');
    await page.getByRole('button', { name: 'Account of Mona Lisa' }).click();
    await page.getByLabel('Organisation', { exact: true }).selectOption(service.local.organization.slug);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(organization()).toBe(service.local.organization.slug);

    await page.goto(`${console_.url}/projects?org=initech`);
    await page.getByRole('heading', { name: 'You are not a member of this organisation' }).waitFor();
    await console_.expectAccessible(page, 'not-a-member-here');
    await page.getByRole('link', { name: 'Show my own organisation' }).click();
    await page.getByRole('heading', { name: 'Choose an organisation' }).waitFor();
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});
