import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { keyWith } from './intercepted.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const connected = (): Promise<World> => connectedProject(console_);

const card = (page: Page, name: string) => page.getByRole('article', { name });

const overview = async ({ projectId }: World): Promise<Page> => {
  const page = await console_.signedIn(`/projects/${projectId}`);
  await card(page, 'Production').waitFor();
  return page;
};

/** Sets a field of an environment. */
const setEnvironment = async ({ path }: World, id: string, body: Record<string, unknown>): Promise<void> => {
  expectStatus(200, await console_.service.api('PUT', `${path}/environments/${id}`, { body }));
};

describe('the overview of a project', () => {
  it('shows what stands, runs, failed and waits, and has no violation', async () => {
    const world = await connected();
    await world.push('main', 'Invoices show the fiscal position');
    await runnerOf(world, 'main').run();
    await setEnvironment(world, world.environments.main, { url: 'https://odoo.acme.example', approval: 'required' });
    await world.push('main', 'Stock moves are counted twice no more');
    await world.push('staging', 'Try the new report');
    await runnerOf(world, 'staging').claim();
    await world.push('develop', 'Broken on purpose');
    await runnerOf(world, 'develop').run({ status: 'failed', errorMessage: 'The update of stock failed.' });

    const page = await overview(world);

    await card(page, 'Production').getByText('waiting for an approval', { exact: true }).waitFor();
    await card(page, 'Production').getByText('Invoices show the fiscal position').waitFor();
    await card(page, 'Staging').getByText('Try the new report').waitFor();
    await card(page, 'Development').getByText('Broken on purpose').waitFor();
    // A relative time has the exact one on hover.
    const time = card(page, 'Staging').getByText('just now', { exact: true });
    expect(await time.getAttribute('title')).toMatch(/^\d{1,2} \w{3,4} \d{4}, \d\d:\d\d:\d\d$/);
    await console_.expectAccessible(page, 'overview');
    expect(console_.faults).toEqual([]);
  });

  it('approves the commit that it shows', async () => {
    const world = await connected();
    await setEnvironment(world, world.environments.main, { approval: 'required' });
    await world.push('main', 'Approve me');
    const page = await overview(world);

    await card(page, 'Production').getByRole('button', { name: 'Approve' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Approve me').waitFor();
    // Nothing stands there yet, so that there is no comparison to look at.
    await dialog.getByText('The runner makes the change plan when it takes the deployment.', { exact: true }).waitFor();
    await console_.expectAccessible(page, 'approve');
    await dialog.getByRole('button', { name: 'Approve' }).click();

    await dialog.waitFor({ state: 'detached' });
    await card(page, 'Production').getByText('queued', { exact: true }).waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('deploys a branch by hand, with the whole way by keyboard, and the focus returns', async () => {
    const world = await connected();
    await world.push('staging', 'First');
    const runner = runnerOf(world, 'staging');
    await runner.run();
    const page = await overview(world);
    const button = card(page, 'Staging').getByRole('button', { name: 'Deploy' });

    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Deploy to Staging' });
    await dialog.getByLabel('Name of the branch').waitFor();
    await console_.expectAccessible(page, 'deploy');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);

    await page.keyboard.press('Enter');
    await dialog.getByLabel('Name of the branch').fill('staging');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });

    await card(page, 'Staging').getByText('queued', { exact: true }).waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('promotes what stands to the next stage', async () => {
    const world = await connected();
    await world.push('staging', 'Proved on Staging');
    await runnerOf(world, 'staging').run();
    const page = await overview(world);

    await card(page, 'Staging').getByRole('button', { name: 'Promote' }).click();
    const dialog = page.getByRole('dialog', { name: 'Promote from Staging' });
    expect(await dialog.getByLabel('To').locator('option:checked').textContent()).toBe('Production (Production)');
    await console_.expectAccessible(page, 'promote');
    await dialog.getByRole('button', { name: 'Promote' }).click();

    await dialog.waitFor({ state: 'detached' });
    await runnerOf(world, 'main').run();
    await card(page, 'Production').getByText('up to date', { exact: true }).waitFor();
    await card(page, 'Production').getByText('Proved on Staging').waitFor();
    // It bears the branch that it came from, which is none of Production.
    await card(page, 'Production').getByRole('button', { name: 'Deploy' }).click();
    expect(await page.getByLabel('Name of the branch').inputValue()).toBe('main');
    expect(console_.faults).toEqual([]);
  });

  it('rolls back to the last other success, which is chosen already', async () => {
    const world = await connected();
    const runner = runnerOf(world, 'main');
    await world.push('main', 'The good one');
    await runner.run();
    await world.push('main', 'The bad one');
    await runner.run();
    const page = await overview(world);

    await card(page, 'Production').getByRole('button', { name: 'Roll back…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back Production' });
    await dialog.getByText(/^[0-9a-f]{7} The good one$/).waitFor();
    await console_.expectAccessible(page, 'roll-back');
    await dialog.getByRole('button', { name: 'Roll back' }).click();

    await dialog.waitFor({ state: 'detached' });
    await card(page, 'Production').getByText('The good one').waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('pauses with a reason, and resumes', async () => {
    const world = await connected();
    const page = await overview(world);
    const development = card(page, 'Development');

    await development.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('must have 1 to 500 characters').waitFor();
    await page.getByLabel('Reason').fill('Month-end closing');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await development.getByText('Month-end closing').waitFor();

    await development.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
    await development.getByText('Month-end closing').waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
  });

  it('offers to a key that is limited to environments what it may do there, and nothing elsewhere', async () => {
    const world = await connected();
    const { develop, staging } = world.environments;
    await world.push('develop', 'Proved on Development');
    await runnerOf(world, 'develop').run();
    await world.push('staging', 'Stands on Staging');
    await runnerOf(world, 'staging').run();
    const limited = async (environmentIds: readonly string[]): Promise<Page> => {
      const permissions = ['view:projects', 'deploy:projects'];
      const key = await keyWith(console_, permissions, { projectIds: [world.projectId], environmentIds });
      return console_.signedIn(`/projects/${world.projectId}`, key);
    };
    const actions = (page: Page, name: string): Promise<string[]> =>
      card(page, name).getByRole('button').allTextContents();

    const one = await limited([staging]);
    await expect.poll(() => actions(one, 'Staging')).toEqual(['Deploy', 'Roll back…', 'Pause']);
    expect(await actions(one, 'Development')).toEqual([]);
    await one.getByRole('link', { name: 'Environments', exact: true }).click();
    await one.getByRole('button', { name: 'Pause Staging' }).waitFor();
    expect(await one.getByRole('button', { name: /^(?:Pause|Resume|Edit|Delete) / }).count()).toBe(1);

    const two = await limited([develop, staging]);
    await expect.poll(() => actions(two, 'Development')).toEqual(['Deploy', 'Promote', 'Roll back…', 'Pause']);
    expect(await actions(two, 'Production')).toEqual([]);
    await card(two, 'Development').getByRole('button', { name: 'Promote' }).click();
    const targets = two.getByRole('dialog').getByLabel('To').locator('option');
    expect(await targets.allTextContents()).toEqual(['Staging (Staging)']);
    await two.getByRole('dialog').getByRole('button', { name: 'Promote' }).click();

    await card(two, 'Staging').getByText('Proved on Development').waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('follows what happens without a reload, and announces it', async () => {
    const world = await connected();
    await world.push('main', 'Followed');
    const page = await overview(world);
    await card(page, 'Production').getByText('queued', { exact: true }).waitFor();

    const runner = runnerOf(world, 'main');
    const claim = await runner.claim();
    await card(page, 'Production').getByText('running', { exact: true }).waitFor();
    expectStatus(204, await runner.complete(claim.deployment.id, claim.lease.token));

    await card(page, 'Production').getByText('up to date', { exact: true }).waitFor();
    await page.getByRole('status').getByText('Production: up to date').waitFor({ state: 'attached' });
    expect(console_.faults).toEqual([]);
  });
});
