import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (token?: string): Promise<Page> => console_.signedIn('/organization/members', token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const list = (page: Page) => page.getByRole('list', { name: 'Members' });
const member = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

/** Somebody who has accepted. */
const mona = () => {
  const name = console_.service.freshName('Mona');
  return writtenMember(console_.service.local.organization.id, { roleId: 'developer', name });
};

const roleOf = async (id: string): Promise<unknown> =>
  expectStatus(200, await console_.service.api('GET', `/api/members/${id}`)).json.role;

describe('the members', () => {
  it('are invited by address and role, and invited again to renew it', async () => {
    const page = await open();
    await page.getByText('No member yet', { exact: true }).waitFor();
    await button(page, 'Invite somebody').click();
    await page.getByLabel('E-mail address').fill('nobody');
    await button(page, 'Invite').click();
    await dialog(page).getByRole('alert').waitFor();
    expect(await page.getByLabel('E-mail address').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('E-mail address').fill('leo@acme.example');
    await page.getByLabel('Role', { exact: true }).selectOption('viewer');
    await button(page, 'Invite').click();

    await member(page, 'leo@acme.example').getByText('Invited', { exact: true }).waitFor();
    await member(page, 'leo@acme.example').getByText('Viewer', { exact: true }).waitFor();
    await button(page, 'Invite somebody').click();
    await page.getByLabel('E-mail address').fill('leo@acme.example');
    await console_.expectAccessible(page, 'members-invite');
    await button(page, 'Invite').click();
    await page.getByText('The invitation of leo@acme.example was renewed.', { exact: true }).waitFor();
    await console_.expectAccessible(page, 'members');

    await button(page, 'Remove leo@acme.example').click();
    await button(page, 'Take it back').click();
    await member(page, 'leo@acme.example').waitFor({ state: 'detached' });
    noFaults();
  });

  it('get another role, also while the roles cannot be read', async () => {
    const permissions = ['view:projects'];
    const role = { name: console_.service.freshName('Guests'), permissions };
    const { json } = expectStatus(201, await console_.service.api('POST', '/api/roles', { body: role }));
    const name = console_.service.freshName('Mona');
    const { id } = await writtenMember(console_.service.local.organization.id, { roleId: String(json.id), name });
    const page = await console_.newTab();
    await failWith(page, 'GET', /\/roles$/, failure('internal'));
    await page.goto(`${console_.url}/organization/members`);
    await button(page, `Change role of ${name}`).click();
    expect(await page.getByLabel('Role', { exact: true }).locator('option:checked').textContent()).toBe(role.name);
    await page.unrouteAll();
    await page.getByLabel('Role', { exact: true }).selectOption('admin');
    await console_.expectAccessible(page, 'members-role');
    await button(page, 'Save').click();

    await member(page, String(name)).getByText('Admin', { exact: true }).waitFor();
    expect(await roleOf(id)).toEqual({ id: 'admin', name: 'Admin' });
    noFaults();
  });

  it('say who was faster where somebody else has given a role meanwhile', async () => {
    const { id, name } = await mona();
    const one = `/api/members/${id}`;
    const before = await console_.service.api('GET', one);
    const etag = String(before.headers.etag);
    const page = await open();
    // The console reads it anew every 15 s: its reads are answered as the first one was.
    await page.route(
      (url) => url.pathname === one,
      (route) => route.fulfill({ json: before.json, headers: { etag } }),
    );
    const read = page.waitForResponse((response) => new URL(response.url()).pathname === one);
    await button(page, `Change role of ${name}`).click();
    await read;
    await page.getByLabel('Role', { exact: true }).selectOption('admin');
    expectStatus(200, await console_.service.api('PUT', `${one}/role`, { body: { roleId: 'viewer' } }));
    await button(page, 'Save').click();

    await dialog(page)
      .getByRole('alert')
      .getByText(/Nothing was lost here/)
      .waitFor();
    expect(await page.getByLabel('Role', { exact: true }).inputValue()).toBe('admin');
    expect(await roleOf(id)).toEqual({ id: 'viewer', name: 'Viewer' });
  });

  it('are removed by their name', async () => {
    const { id, name } = await mona();
    const page = await open();
    await button(page, `Remove ${name}`).click();
    await dialog(page)
      .getByText(/the API keys that they made are revoked/)
      .waitFor();
    expect(await button(page, 'Remove them').isDisabled()).toBe(true);
    await page.getByLabel(`Type ${name} to confirm`).fill(String(name));
    await console_.expectAccessible(page, 'members-remove');
    await button(page, 'Remove them').click();

    await member(page, String(name)).waitFor({ state: 'detached' });
    expect((await console_.service.api('GET', `/api/members/${id}`)).json.status).toBe('removed');
    noFaults();
  });

  it('can leave, but an API key cannot', async () => {
    const page = await open();
    await button(page, 'Invite somebody').waitFor();
    expect(await button(page, 'Leave').count()).toBe(0);

    const { json } = await console_.service.api('GET', '/api/me');
    const tab = await console_.newTab();
    await answerWith(tab, /\/me$/, { ...json, principal: { ...(json.principal as object), kind: 'user' } });
    await failWith(tab, 'POST', /\/members\/leave$/, failure('last_owner'));
    await tab.goto(`${console_.url}/organization/members`);
    await button(tab, 'Leave').click();
    await tab.getByLabel(/^Type .* to confirm$/).fill(String((json.organization as { name: string }).name));
    await dialog(tab).getByRole('button', { name: 'Leave' }).click();
    await dialog(tab).getByRole('alert').getByText('Made by the test: last_owner.').waitFor();
    noFaults();
  });

  it('are listed without any action for somebody who may only look', async () => {
    const { name } = await mona();
    const page = await open(await keyWith(console_, ['view:projects', 'view:members']));
    await member(page, String(name)).waitFor();

    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    noFaults();
  });

  it('show hostile names as text', async () => {
    const { id } = await mona();
    const { json } = await console_.service.api('GET', `/api/members/${id}`);
    await withEachAttack(console_, '/organization/members', 'members-attacked', async (page, text) => {
      const email = `${text}@acme.example`;
      const member = { ...json, name: text, email, invitedByName: text, role: { id, name: text } };
      await answerWith(page, /\/members$/, { members: [member], nextCursor: null });
      return () => list(page).getByText(text, { exact: true }).first().waitFor();
    });
  });
});
