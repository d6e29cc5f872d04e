import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, keyWith } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (projectId: string, token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${projectId}/environments`, token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const panel = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

/** A project with one environment, Staging. */
const withStaging = async () => {
  const { service } = console_;
  const { id, path } = await service.project();
  const environmentId = await service.environment(path, { name: 'Staging', type: 'staging', branch: 'staging' });
  return { id, path, environmentId, one: `${path}/environments/${environmentId}` };
};

describe('the environments of a project', () => {
  it('begin with one that is created from name, type and branch', async () => {
    const page = await open((await console_.service.project()).id);
    await page.getByText('No environment yet', { exact: true }).waitFor();
    await button(page, 'Create Environment').click();
    await page.getByLabel('Name', { exact: true }).fill('Production');
    await page.getByRole('combobox', { name: 'Type' }).selectOption('production');
    await page.getByLabel('Branch').fill('main');
    await console_.expectAccessible(page, 'environments-create');
    await button(page, 'Create').click();

    await panel(page, 'Production').getByText('main, on merge').waitFor();
    await panel(page, 'Production')
      .getByText(/ocore runner start --project prj_\w+ --environment env_\w+/)
      .waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Create Environment');
    await console_.expectAccessible(page, 'environments');
    noFaults();
  });

  it('refuse a name that is taken, at the field', async () => {
    const { id } = await withStaging();
    const page = await open(id);
    await button(page, 'Create Environment').click();
    await page.getByLabel('Name', { exact: true }).fill('STAGING');
    await button(page, 'Create').click();

    await dialog(page).getByRole('alert').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('STAGING');
  });

  it('are edited: approval, Odoo version, address and allowed branches', async () => {
    const { id, one } = await withStaging();
    const page = await open(id);
    await button(page, 'Edit Staging').click();
    await page.getByLabel('Odoo version').fill('eighteen');
    await page.getByLabel('Allowed branches').fill('main, release/[x]');
    await button(page, 'Save').click();
    await page.getByText('must be an Odoo series such as 18.0').waitFor();
    await page.getByLabel('Odoo version').fill('18.0');
    await button(page, 'Save').click();
    await page
      .getByText(/must not hold \? \[ \]/)
      .first()
      .waitFor();
    expect(await page.getByLabel('Allowed branches').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Allowed branches').fill('main, release/*');
    expect(await page.getByLabel('Allowed branches').getAttribute('aria-invalid')).not.toBe('true');
    await page.getByLabel('URL').fill('https://staging.acme.example');
    await page.getByLabel('Approval').selectOption('required_from_another');
    await console_.expectAccessible(page, 'environments-edit');
    await button(page, 'Save').click();

    await panel(page, 'Staging').getByText('Commits on main, release/*').waitFor();
    await panel(page, 'Staging').getByText('https://staging.acme.example').waitFor();
    const { json } = await console_.service.api('GET', one);
    expect(json).toMatchObject({
      odooVersion: '18.0',
      approval: 'required_from_another',
      branches: ['main', 'release/*'],
    });
    noFaults();
  });

  it('say who was faster, and keep what was entered', async () => {
    const { id, one } = await withStaging();
    const page = await open(id);
    // The console reads it anew every 15 s: its next read is answered as the first one was.
    const before = await console_.service.api('GET', one);
    const etag = String(before.headers.etag);
    await page.route(
      (url) => url.pathname === one,
      (route) =>
        route.request().method() === 'GET' ? route.fulfill({ json: before.json, headers: { etag } }) : route.fallback(),
    );
    await button(page, 'Edit Staging').click();
    await page.getByLabel('URL').fill('https://mine.acme.example');
    expectStatus(200, await console_.service.api('PUT', one, { body: { url: 'https://theirs.acme.example' } }));
    await button(page, 'Save').click();

    await dialog(page)
      .getByRole('alert')
      .getByText(/Nothing was lost here/)
      .waitFor();
    expect(await page.getByLabel('URL').inputValue()).toBe('https://mine.acme.example');
    expect((await console_.service.api('GET', one)).json.url).toBe('https://theirs.acme.example');
  });

  /**
   * Begins to edit Staging as a list has read it, before somebody else has changed its URL.
   * @returns also what lets the dialog read it: nothing is read before
   */
  const editOfBefore = async () => {
    const { id, one } = await withStaging();
    const list = await console_.service.api('GET', `/api/projects/${id}/environments`);
    const page = await console_.newTab();
    await answerWith(page, /\/environments$/, list.json);
    await page.goto(`${console_.url}/projects/${id}/environments`);
    await button(page, 'Edit Staging').waitFor();
    expectStatus(200, await console_.service.api('PUT', one, { body: { url: 'https://theirs.acme.example' } }));
    const mayRead = Promise.withResolvers<void>();
    await page.route(
      ({ pathname }) => pathname === one,
      async (route) => {
        if (route.request().method() === 'GET') await mayRead.promise;
        await route.fallback();
      },
    );
    await button(page, 'Edit Staging').click();
    return { page, one, letRead: mayRead.resolve };
  };

  it('say who was faster since the list was read, also where they are saved before the dialog has read them', async () => {
    const { page, one, letRead } = await editOfBefore();
    await page.getByLabel('URL').fill('https://mine.acme.example');
    await button(page, 'Save').click();
    letRead();

    await dialog(page)
      .getByRole('alert')
      .getByText(/^First key changed it at /)
      .waitFor();
    expect(await page.getByLabel('URL').inputValue()).toBe('https://mine.acme.example');
    expect((await console_.service.api('GET', one)).json.url).toBe('https://theirs.acme.example');
    await button(page, 'Save').click();
    await dialog(page).waitFor({ state: 'detached' });
    expect((await console_.service.api('GET', one)).json.url).toBe('https://mine.acme.example');
  });

  it('keep what somebody else has changed of them since the list was read, and say nothing of it', async () => {
    const { page, one, letRead } = await editOfBefore();
    const sent: (string | null)[] = [];
    page.on('request', async (request) => {
      if (request.method() === 'PUT') sent.push(await request.headerValue('if-match'));
    });
    await page.getByLabel('Odoo version').fill('17.0');
    await button(page, 'Save').click();
    letRead();
    await dialog(page).waitFor({ state: 'detached' });

    const { json } = await console_.service.api('GET', one);
    expect({ url: json.url, odooVersion: json.odooVersion }).toEqual({
      url: 'https://theirs.acme.example',
      odooVersion: '17.0',
    });
    expect(sent).toEqual([expect.stringMatching(/^"\d+\./)]);
  });

  it('are paused with a reason and resumed', async () => {
    const { id } = await withStaging();
    const page = await open(id);
    await button(page, 'Pause Staging').click();
    await page.getByLabel('Reason').fill('Month-end closing');
    await button(page, 'Pause').click();
    await panel(page, 'Staging')
      .getByText(/Paused .*Month-end closing/)
      .waitFor();

    await button(page, 'Resume Staging').click();
    await button(page, 'Resume').click();
    await button(page, 'Pause Staging').waitFor();
    noFaults();
  });

  it('are deleted by their name, with their mappings', async () => {
    const { id, path } = await withStaging();
    const page = await open(id);
    await button(page, 'Delete Staging').click();
    await dialog(page).getByText('The mapping staging, on push goes too.').waitFor();
    expect(await button(page, 'Delete it').isDisabled()).toBe(true);
    await page.getByLabel('Type Staging to confirm').fill('Staging');
    await button(page, 'Delete it').click();

    await page.getByText('No environment yet', { exact: true }).waitFor();
    expect((await console_.service.api('GET', `${path}/branch-mappings`)).json.branchMappings).toEqual([]);
    noFaults();
  });

  it('are shown to somebody who may only look, without any action', async () => {
    const { id } = await withStaging();
    const page = await open(id, await keyWith(console_, ['view:projects']));
    await panel(page, 'Staging').waitFor();

    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    noFaults();
  });
});
