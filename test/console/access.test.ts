import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writtenMember } from '#test/integration/principals.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;
let mona: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  const organization = console_.service.local.organization.id;
  mona = (await writtenMember(organization, { roleId: 'developer', name: 'Mona Lisa' })).id;
});
afterAll(() => console_.stop());

const open = (projectId: string, token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${projectId}/access`, token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const grants = (page: Page) => page.getByRole('region', { name: 'Grants' });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

/** A project that is restricted, with a grant of Deploy for Mona Lisa. */
const restricted = async () => {
  const project = await console_.service.project();
  const body = { mode: 'restricted', grants: [{ principalId: mona, level: 'deploy' }] };
  expectStatus(200, await console_.service.api('PUT', `${project.path}/access`, { body }));
  return project;
};

const accessOf = async (path: string) => expectStatus(200, await console_.service.api('GET', `${path}/access`)).json;

/** Searches, and waits for the answer: the list of before has the same button, and goes away below a click. */
const find = async (page: Page, name: string): Promise<void> => {
  const answered = page.waitForResponse(/[?&]q=/);
  await page.getByLabel('Member or API key').fill(name);
  await answered;
};

describe('the access to a project', () => {
  it('is restricted and opened, each after saying what that does', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await button(page, 'Restrict').click();
    await dialog(page)
      .getByText(/for everybody else it does not exist/)
      .waitFor();
    await console_.expectAccessible(page, 'access-restrict');
    await button(page, 'Restrict it').click();
    await page.getByText('Only members and API keys with a grant, besides Owners and Admins.').waitFor();
    await dialog(page).waitFor({ state: 'detached' });
    expect((await accessOf(path)).mode).toBe('restricted');

    await button(page, 'Open to the organisation').click();
    await button(page, 'Open it').click();
    await page.getByText('Everybody of the organisation, as far as their role allows.').waitFor();
    expect((await accessOf(path)).mode).toBe('organization');
    noFaults();
  });

  it('is granted to somebody who is found by name, changed and revoked', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await page.getByText('Nobody has a grant yet.', { exact: true }).waitFor();
    await find(page, 'mona l');
    await page.getByLabel('Level to grant').selectOption('view');
    await button(page, 'Grant View to Mona Lisa').click();
    await grants(page).getByText('Mona Lisa', { exact: true }).waitFor();
    await page.getByText('Has a grant', { exact: true }).waitFor();

    await page.getByLabel('Level of Mona Lisa').selectOption('manage');
    await button(page, 'Save level of Mona Lisa').click();
    await page.getByText('Mona Lisa now has Manage.', { exact: true }).waitFor();
    expect((await accessOf(path)).grants).toMatchObject([{ principalId: mona, level: 'manage' }]);
    await console_.expectAccessible(page, 'access');

    await button(page, 'Revoke Mona Lisa').click();
    await console_.expectAccessible(page, 'access-revoke');
    await button(page, 'Revoke it').click();
    await page.getByText('Nobody has a grant yet.', { exact: true }).waitFor();
    expect((await accessOf(path)).grants).toEqual([]);
    noFaults();
  });

  it('tells why somebody can see the project, and why not', async () => {
    const { id } = await restricted();
    const leo = await writtenMember(console_.service.local.organization.id, { roleId: 'viewer', name: 'Leo' });
    const page = await open(id);
    await button(page, 'Explain Mona Lisa').first().click();
    await dialog(page).getByText('Why can Mona Lisa see this?', { exact: true }).waitFor();
    await dialog(page).getByText('Deploy', { exact: true }).waitFor();
    await console_.expectAccessible(page, 'access-explain');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });

    await find(page, String(leo.name));
    await button(page, 'Explain Leo').click();
    await dialog(page).getByText('Why cannot Leo see this?', { exact: true }).waitFor();
    await dialog(page)
      .getByText(/Leo has no grant/)
      .waitFor();
    await page.keyboard.press('Escape');

    await button(page, 'Why can I see this?').click();
    await dialog(page).getByText('Why can you see this?', { exact: true }).waitFor();
    noFaults();
  });

  it('says who was faster, keeps the level that was chosen, and saves it once that was read', async () => {
    const { id, path } = await restricted();
    const before = await console_.service.api('GET', `${path}/access`);
    const etag = String(before.headers.etag);
    const page = await console_.newTab();
    // The console reads it anew every 15 s: its reads are answered as the first one was, until it saves.
    let hasSaved = false;
    page.on('request', (request) => {
      hasSaved ||= request.method() === 'PUT';
    });
    await page.route(
      (url) => url.pathname === `${path}/access`,
      (route) => (hasSaved ? route.continue() : route.fulfill({ json: before.json, headers: { etag } })),
    );
    await page.goto(`${console_.url}/projects/${id}/access`);
    await page.getByLabel('Level of Mona Lisa').selectOption('manage');
    expectStatus(200, await console_.service.api('PUT', `${path}/access/${mona}`, { body: { level: 'view' } }));
    await button(page, 'Save level of Mona Lisa').click();
    await grants(page)
      .getByRole('alert')
      .getByText(/First key changed it at/)
      .waitFor();

    expect(await page.getByLabel('Level of Mona Lisa', { exact: true }).inputValue()).toBe('manage');
    expect((await accessOf(path)).grants).toMatchObject([{ level: 'view' }]);
    await button(page, 'Save level of Mona Lisa').click();
    await page.getByText('Mona Lisa now has Manage.', { exact: true }).waitFor();
    expect((await accessOf(path)).grants).toMatchObject([{ level: 'manage' }]);
    noFaults();
  });

  it('shows a refused revocation in its dialog', async () => {
    const { id } = await restricted();
    const page = await open(id);
    await failWith(page, 'DELETE', /\/access\/\w+$/, failure('conflict'));
    await button(page, 'Revoke Mona Lisa').click();
    await button(page, 'Revoke it').click();

    await dialog(page).getByRole('alert').getByText('Made by the test: conflict.').waitFor();
    expect(await grants(page).getByText('Mona Lisa').count()).toBeGreaterThan(0);
    noFaults();
  });

  it('is shown to somebody who may only look, who may ask about themselves alone', async () => {
    const { id } = await console_.service.project();
    const page = await open(id, await keyWith(console_, ['view:projects']));
    await button(page, 'Why can I see this?').click();
    await dialog(page).getByText('Why can you see this?', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });

    expect(await page.getByRole('main').getByRole('button').count()).toBe(1);
    noFaults();
  });

  it('shows hostile names as text', async () => {
    const { id, path } = await restricted();
    const access = await accessOf(path);
    const [grant] = access.grants as object[];
    await withEachAttack(console_, `/projects/${id}/access`, 'access-attacked', async (page, text) => {
      const grantOf = { ...grant, name: text, email: text, grantedByName: text };
      await answerWith(page, /\/access$/, { ...access, grants: [grantOf] });
      const candidate = { principalId: 'mem_other', kind: 'member', name: text };
      await answerWith(page, /\/access\/candidates$/, { candidates: [candidate] });
      return async () => {
        await grants(page).getByText(text, { exact: true }).first().waitFor();
        await page.getByRole('list', { name: 'Found' }).getByText(text, { exact: true }).waitFor();
      };
    });
  });
});
