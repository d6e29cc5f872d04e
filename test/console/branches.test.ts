import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith } from './intercepted.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const open = (projectId: string, token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${projectId}/branches`, token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, pattern: string) =>
  page.getByRole('row').filter({ has: page.getByText(pattern, { exact: true }) });
const noFaults = (): void => expect(console_.faults).toEqual([]);

/** The patterns of the table, from top to bottom. */
const patterns = (page: Page): Promise<string[]> =>
  page.locator('tbody th code').evaluateAll((cells) => cells.map(({ textContent }) => textContent ?? ''));

const mappingsOf = async (path: string): Promise<{ id: string; branchPattern: string }[]> =>
  (await console_.service.api('GET', `${path}/branch-mappings`)).json.branchMappings as never;

describe('the branch mappings', () => {
  it('are the table of the manual, in the order in which they are tried', async () => {
    const page = await open((await console_.service.connectedProject()).projectId);
    await row(page, 'main').getByText('Deploy on merge').waitFor();

    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Branch',
      'Environment',
      'Behavior',
      'Actions',
    ]);
    expect(await patterns(page)).toEqual(['main', 'staging', 'develop']);
    await console_.expectAccessible(page, 'branches');
    noFaults();
  });

  it('are moved by the keyboard, and the button keeps the focus', async () => {
    const { projectId, path } = await console_.service.connectedProject();
    const page = await open(projectId);
    await button(page, 'Move up develop').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => patterns(page)).toEqual(['main', 'develop', 'staging']);
    await page.getByText('develop is number 2 now.').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => patterns(page)).toEqual(['develop', 'main', 'staging']);

    expect((await mappingsOf(path)).map(({ branchPattern }) => branchPattern)).toEqual(['develop', 'main', 'staging']);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move up develop');
    await button(page, 'Move down develop').click();
    await expect.poll(() => patterns(page)).toEqual(['main', 'develop', 'staging']);
    noFaults();
  });

  it('are added with a preview of what the pattern matches', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await console_.newTab();
    const refs = ['release/17.0', 'release/18.0'].map((name) => ({ type: 'branch', name, commitSha: 'a'.repeat(40) }));
    await answerWith(page, /\/repository\/branches$/, { refs, nextCursor: null });
    await page.goto(`${console_.url}/projects/${projectId}/branches`);
    await button(page, 'Add mapping').click();
    await page.getByLabel('Branch or pattern').fill('release/*');
    await dialog(page).getByText('Matches release/17.0, release/18.0.').waitFor();
    await page.getByLabel('Environment').selectOption({ label: 'Staging (Staging)' });
    await page.getByLabel('Paths').fill('addons\nrequirements.txt');
    await console_.expectAccessible(page, 'branches-add');
    await button(page, 'Add').click();

    await row(page, 'release/*').getByText('Only changes in addons, requirements.txt').waitFor();
    expect(await patterns(page)).toEqual(['main', 'staging', 'develop', 'release/*']);
    noFaults();
  });

  it('warn of one that another hides, and refuse a pattern at its field', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await open(projectId);
    await button(page, 'Add mapping').click();
    await page.getByLabel('Branch or pattern').fill('release/[x]');
    await page.getByLabel('Environment').selectOption({ label: 'Development (Development)' });
    await button(page, 'Add').click();
    await dialog(page).getByRole('alert').waitFor();
    expect(await page.getByLabel('Branch or pattern').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Branch or pattern').fill('**');
    await button(page, 'Add').click();
    await row(page, '**').waitFor();
    await button(page, 'Move up **').click();

    await row(page, 'develop').getByRole('note').waitFor();
    noFaults();
  });

  it('are edited and removed', async () => {
    const { projectId, path } = await console_.service.connectedProject();
    const page = await open(projectId);
    await button(page, 'Edit staging').click();
    await page.getByLabel('Behavior').selectOption('merge');
    await page.getByLabel('It deploys by itself').uncheck();
    await button(page, 'Save').click();
    await row(page, 'staging').getByText('Deploy on merge').waitFor();
    await row(page, 'staging').getByText('Switched off: it deploys nothing by itself.').waitFor();

    await button(page, 'Remove develop').click();
    await dialog(page)
      .getByText(/Nothing is undeployed/)
      .waitFor();
    await button(page, 'Remove it').click();

    await row(page, 'develop').waitFor({ state: 'detached' });
    expect((await mappingsOf(path)).map(({ branchPattern }) => branchPattern)).toEqual(['main', 'staging']);
    noFaults();
  });

  it('keep their environment in the dialog while the environments cannot be read', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await console_.newTab();
    await failWith(page, 'GET', /\/environments$/, failure('internal'));
    await page.goto(`${console_.url}/projects/${projectId}/branches`);
    await button(page, 'Edit staging').click();

    expect(await page.getByLabel('Environment').locator('option:checked').textContent()).toBe('Staging');
  });

  it('say who was faster, and then save what is meant', async () => {
    const { projectId, path } = await console_.service.connectedProject();
    const [, staging] = await mappingsOf(path);
    const page = await open(projectId);
    const one = `${path}/branch-mappings/${staging?.id}`;
    const hasRead = page.waitForResponse((answer) => answer.url().endsWith(one));
    await button(page, 'Edit staging').click();
    await hasRead;
    await page.getByLabel('Paths').fill('mine');
    expectStatus(200, await console_.service.api('PUT', one, { body: { paths: ['theirs'] } }));
    const readsAgain = Promise.withResolvers<void>();
    await page.route(`**${one}`, async (route) => {
      if (route.request().method() === 'GET') await readsAgain.promise;
      await route.continue();
    });
    await button(page, 'Save').click();
    await row(page, 'staging').getByText('Only changes in theirs').waitFor();
    expect(await dialog(page).getByRole('alert').count()).toBe(0);
    readsAgain.resolve();
    await dialog(page)
      .getByRole('alert')
      .getByText(/First key changed it at/)
      .waitFor();
    expect(await page.getByLabel('Paths').inputValue()).toBe('mine');
    await button(page, 'Save').click();

    await row(page, 'staging').getByText('Only changes in mine').waitFor();
  });

  it('tell what a push would deploy, with the trace', async () => {
    const page = await open((await console_.service.connectedProject()).projectId);
    await page.getByLabel('Branch', { exact: true }).fill('staging');
    await button(page, 'What would deploy?').click();
    await page.getByText('It would deploy', { exact: true }).waitFor();
    expect(await page.getByRole('list', { name: 'Trace' }).getByRole('listitem').count()).toBe(3);
    await console_.expectAccessible(page, 'branches-simulation');

    await page.getByLabel('What happens').selectOption('tag');
    await page.getByLabel('Tag', { exact: true }).fill('a b');
    await button(page, 'What would deploy?').click();
    await page.getByText(/must be a branch or tag name that git accepts/).waitFor();
    noFaults();
  });

  it('are shown to somebody who may only look, without any change', async () => {
    const { projectId } = await console_.service.connectedProject();
    const page = await open(projectId, await keyWith(console_, ['view:projects']));
    await row(page, 'main').waitFor();

    expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual(['What would deploy?']);
    noFaults();
  });
});
