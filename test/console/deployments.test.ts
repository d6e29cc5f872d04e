import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, keyWith } from './intercepted.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';

let console_: ConsoleUnderTest;
let world: World;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  world = await connectedProject(console_);
  await world.push('main', 'Invoices show the fiscal position');
  await runnerOf(world, 'main').run();
  await world.push('develop', 'Broken on purpose');
  await runnerOf(world, 'develop').run({ status: 'failed', errorMessage: 'The update of stock failed.' });
  await world.push('staging', 'Try the new report');
});
afterAll(() => console_.stop());

const open = (search = '', token?: string): Promise<Page> =>
  console_.signedIn(`/projects/${world.projectId}/deployments${search}`, token);
const list = (page: Page) => page.getByRole('list', { name: 'Deployments' });
const names = (page: Page): Promise<string[]> =>
  list(page)
    .getByRole('link', { name: /^Deployment to/ })
    .allTextContents();
const noFaults = (): void => expect(console_.faults).toEqual([]);
const listPath = /\/deployments$/;

const listed = async (): Promise<readonly Record<string, unknown>[]> =>
  (await console_.service.api('GET', `${world.path}/deployments`)).json.deployments as never;

describe('the deployments of a project', () => {
  it('are listed with the newest first, and have no violation', async () => {
    const page = await open();
    await list(page).getByText('Try the new report').waitFor();
    await list(page).getByText('The update of stock failed.').waitFor();

    expect(await names(page)).toEqual(['Staging', 'Development', 'Production']);
    expect(await page.title()).toMatch(/^Deployments · /);
    await console_.expectAccessible(page, 'deployments');
    noFaults();
  });

  it('are filtered, and the address keeps the filter', async () => {
    const page = await open();
    await page.getByLabel('Status').selectOption('failed');
    await expect.poll(() => names(page)).toEqual(['Development']);
    await page.getByLabel('Environment').selectOption({ label: 'Production' });
    await page.getByText('No deployment matches').waitFor();
    await page.reload();
    await page.getByText('No deployment matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => names(page)).toEqual(['Staging', 'Development', 'Production']);
    await page.getByLabel('Branch').fill('main');
    await page.keyboard.press('Enter');
    await expect.poll(() => names(page)).toEqual(['Production']);
    // A link may name an environment that is gone: the filter says so, and not "All".
    await page.goto(`${console_.url}/projects/${world.projectId}/deployments?environmentId=env_gone`);
    await expect.poll(() => page.getByLabel('Environment').inputValue()).toBe('env_gone');
    noFaults();
  });

  it('refuse a filter at its field, and pass over a wrong one of the address', async () => {
    const page = await open('?status=nonsense&from=yesterday');
    await expect.poll(() => names(page)).toEqual(['Staging', 'Development', 'Production']);
    await page.getByLabel('Commit').fill('abc');
    await page.keyboard.press('Enter');

    await page.getByText('must be a commit id, or at least its first 7 digits').waitFor();
    expect(await names(page)).toEqual(['Staging', 'Development', 'Production']);
    noFaults();
  });

  it('show what happens without a reload', async () => {
    const page = await open('?status=queued');
    await expect.poll(() => names(page)).toEqual(['Staging']);
    const runner = runnerOf(world, 'staging');
    const { deployment, lease } = await runner.claim();
    await page.getByText('No deployment matches').waitFor();
    expectStatus(204, await runner.complete(deployment.id, lease.token));
    await page.getByRole('button', { name: 'Clear filters' }).click();

    await list(page).getByText('Succeeded').nth(1).waitFor();
    noFaults();
  });

  it('stay fluent where there are 5,000', async () => {
    const [one] = await listed();
    const deployments = Array.from({ length: 5000 }, (_, index) => ({
      ...one,
      id: `dep_${index}`,
      commitMessage: `Commit ${index}`,
    }));
    const page = await console_.newTab();
    await answerWith(page, listPath, { deployments, nextCursor: null });
    await page.goto(`${console_.url}/projects/${world.projectId}/deployments`);
    await list(page)
      .getByText(/Commit 0$/)
      .waitFor();

    const last = async (): Promise<number> => {
      await page.keyboard.press('End');
      return list(page)
        .getByText(/Commit 4999$/)
        .count();
    };
    await expect.poll(last).toBe(1);
    expect(await page.evaluate(() => document.getElementsByTagName('*').length)).toBeLessThan(1000);
    noFaults();
  });

  it('go on with older pages, which a refresh of the newest leaves there', async () => {
    const [one] = await listed();
    const made = (second: number) => ({
      ...one,
      id: `dep_${100 + second}`,
      createdAt: `2026-11-01T10:00:${second}.000Z`,
      commitMessage: `Commit ${second}`,
      status: 'running',
    });
    let newest = [made(30), made(20)];
    const page = await console_.newTab();
    await page.route(
      (url) => url.pathname.startsWith('/api/') && listPath.test(url.pathname),
      (route) => {
        const isOlder = new URL(route.request().url()).searchParams.has('cursor');
        return route.fulfill({
          json: isOlder ? { deployments: [made(10)], nextCursor: null } : { deployments: newest, nextCursor: 'older' },
        });
      },
    );
    await page.goto(`${console_.url}/projects/${world.projectId}/deployments`);
    await page.getByRole('button', { name: 'Show older ones' }).click();
    await list(page).getByText('Commit 10').waitFor();
    newest = [made(40), made(30)];
    await list(page).getByText('Commit 40').waitFor();

    const messages = await list(page)
      .getByText(/Commit \d+/)
      .allTextContents();
    expect(messages.map((text) => text.match(/\d+$/)?.[0])).toEqual(['40', '30', '20', '10']);
    expect(await page.getByRole('button', { name: 'Show older ones' }).count()).toBe(0);
    noFaults();
  });

  it('stand in a tab, as every tab does that has a screen', async () => {
    const page = await open();
    const tabs = page.getByRole('navigation', { name: 'Project' }).getByRole('link');
    await tabs.first().waitFor();
    const labels = await tabs.allTextContents();
    for (const [index] of labels.entries()) {
      await tabs.nth(index).click();
      await page.locator('.project-tabs a[aria-current="page"]', { hasText: labels[index] ?? '' }).waitFor();
    }

    expect(labels).toContain('Deployments');
    noFaults();
  });

  it('are shown to somebody who may only look', async () => {
    const page = await open('', await keyWith(console_, ['view:projects']));

    await expect.poll(() => names(page)).toEqual(['Staging', 'Development', 'Production']);
    noFaults();
  });

  it('say how to begin where there is none', async () => {
    const project = await console_.service.project();
    const page = await console_.signedIn(`/projects/${project.id}/deployments`);

    await page.getByText('No deployment yet').waitFor();
    noFaults();
  });
});
