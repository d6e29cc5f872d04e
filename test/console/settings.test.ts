import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failure, failWith, keyWith } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (projectId: string, token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${projectId}/settings`, token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const noFaults = (): void => expect(console_.faults).toEqual([]);

describe('the settings of a project', () => {
  it('change name, description and Odoo version', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await page.getByLabel('Odoo version').fill('18');
    await button(page, 'Save').click();
    await page.getByText('must be an Odoo series such as 18.0').waitFor();
    await page.getByLabel('Odoo version').fill('18.0');
    await page.getByLabel('Name', { exact: true }).fill('Renamed');
    await page.getByLabel('Description').fill('Two\nlines');
    await console_.expectAccessible(page, 'settings');
    await button(page, 'Save').click();

    await page.getByRole('heading', { name: 'Renamed', level: 1 }).waitFor();
    const { json } = await console_.service.api('GET', path);
    expect(json).toMatchObject({ name: 'Renamed', description: 'Two\nlines', defaultOdooVersion: '18.0' });
    noFaults();
  });

  it('say who was faster, and keep what was entered', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await page.getByLabel('Description').fill('Mine');
    expectStatus(200, await console_.service.api('PUT', path, { body: { description: 'Theirs' } }));
    await button(page, 'Save').click();
    await page
      .getByRole('alert')
      .getByText(/First key changed it at/)
      .waitFor();

    expect(await page.getByLabel('Description').inputValue()).toBe('Mine');
    expect((await console_.service.api('GET', path)).json.description).toBe('Theirs');
  });

  it('save although something else of the project has changed', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await page.getByLabel('Description').fill('Mine');
    await button(page, 'Archive').click();
    await button(page, 'Unarchive').waitFor();
    await button(page, 'Save').click();

    await page.getByText('The settings were saved.').waitFor();
    expect((await console_.service.api('GET', path)).json.description).toBe('Mine');
  });

  it('archive at once, with Undo, and bring back', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await button(page, 'Archive').click();
    await page.getByText(/is archived\.$/).waitFor();
    await button(page, 'Unarchive').waitFor();
    expect((await console_.service.api('GET', path)).json.archivedAt).not.toBeNull();

    await button(page, 'Undo').click();
    await button(page, 'Archive').waitFor();
    expect((await console_.service.api('GET', path)).json.archivedAt).toBeNull();

    await button(page, 'Archive').click();
    await button(page, 'Unarchive').click();
    await button(page, 'Archive').waitFor();
    expect((await console_.service.api('GET', path)).json.archivedAt).toBeNull();

    // What was said before, with an Undo of its own, is no longer true, and does not come back behind the newer notice.
    await button(page, 'Archive').click();
    await button(page, 'Undo').waitFor();
    await button(page, 'Dismiss').press('Enter');
    await button(page, 'Dismiss').waitFor({ state: 'detached' });
    expect(await button(page, 'Undo').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    noFaults();
  });

  it('say that an archive could not be taken back, also on another screen', async () => {
    const { id, path } = await console_.service.project();
    const page = await open(id);
    await button(page, 'Archive').click();
    await button(page, 'Unarchive').waitFor();
    await page.getByRole('link', { name: 'Projects', exact: true }).click();
    await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    expectStatus(200, await console_.service.api('PUT', path, { body: { description: 'Changed meanwhile' } }));
    await button(page, 'Undo').click();

    await page
      .getByRole('alert')
      .getByText(/changed it at/)
      .waitFor();
    expect((await console_.service.api('GET', path)).json.archivedAt).not.toBeNull();
    // Whoever has read that means it.
    await button(page, 'Undo').click();
    await page.getByText(/ is back\.$/).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect((await console_.service.api('GET', path)).json.archivedAt).toBeNull();
    noFaults();
  });

  it('tell nobody else that an archive could not be taken back', async () => {
    const { id } = await console_.service.project();
    const page = await open(id);
    await failWith(page, 'PUT', /\/unarchive$/, failure('internal'));
    await button(page, 'Archive').click();
    await button(page, 'Undo').click();
    await page.getByRole('alert').waitFor();
    await button(page, 'Account of First key').click();
    await button(page, 'Sign out').click();
    await page.getByLabel('API key').fill(await keyWith(console_, ['view:projects']));
    await page.getByLabel('API key').press('Enter');
    await page.getByText('You may not see the settings of this project').waitFor();

    expect(await button(page, 'Undo').count()).toBe(0);
    noFaults();
  });

  it('clone the project, with a report and a link to the copy', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await open(projectId);
    await button(page, 'Clone').click();
    await page.getByLabel('Name of the copy').fill('The copy');
    await button(page, 'Make the copy').click();
    await page.getByText('The copy was made', { exact: true }).waitFor();
    await page.getByText('branch mappings', { exact: true }).waitFor();
    await page.getByText('Left out', { exact: true }).waitFor();
    await console_.expectAccessible(page, 'settings-clone');
    await page.getByRole('link', { name: 'Open the copy' }).click();

    await page.getByRole('heading', { name: 'The copy', level: 1 }).waitFor();
    noFaults();
  });

  it('delete it by its name, after showing what goes', async () => {
    const { projectId, path } = await console_.service.connectedProject();
    const name = String((await console_.service.api('GET', path)).json.name);
    const page = await open(projectId);
    await button(page, 'Delete').click();
    await dialog(page).getByText('3 environments').waitFor();
    await dialog(page).getByText('The webhook stays at the provider: remove it there.').waitFor();
    await console_.expectAccessible(page, 'settings-delete');
    expect(await dialog(page).getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await page.getByLabel(`Type ${name} to confirm`).fill(name);
    await dialog(page).getByRole('button', { name: 'Delete' }).click();

    await page.waitForURL(/\/projects$/);
    await page
      .getByText(`The project ${name} was deleted. Left at the provider: the deploy key and the webhook.`)
      .waitFor();
    expect((await console_.service.api('GET', path)).status).toBe(404);
    noFaults();
  });

  it('are not shown to somebody who may only look', async () => {
    const { id } = await console_.service.project();
    const page = await open(id, await keyWith(console_, ['view:projects']));
    await page.getByText('You may not see the settings of this project').waitFor();

    expect(await page.getByRole('link', { name: 'Settings', exact: true }).count()).toBe(0);
    noFaults();
  });
});
