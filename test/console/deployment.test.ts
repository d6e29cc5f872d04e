import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';

let console_: ConsoleUnderTest;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
});
afterAll(() => console_.stop());

const connected = (): Promise<World> => connectedProject(console_);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const steps = (page: Page) => page.getByRole('list', { name: 'Steps' });
const noFaults = (): void => expect(console_.faults).toEqual([]);
const onePath = /\/deployments\/\w+$/;

type Listed = { readonly id: string; readonly environmentName: string; readonly status: string };
const listed = async ({ path }: World): Promise<readonly Listed[]> =>
  (await console_.service.api('GET', `${path}/deployments`)).json.deployments as never;
const newest = async (world: World): Promise<string> => (await listed(world))[0]?.id ?? '';
const address = ({ projectId }: World, id: string): string => `/projects/${projectId}/deployments/${id}`;

const open = async (world: World, token?: string): Promise<Page> => {
  const page = await console_.signedIn(address(world, await newest(world)), token);
  await steps(page).waitFor();
  return page;
};

const setEnvironment = async ({ path }: World, id: string, body: Record<string, unknown>): Promise<void> => {
  expectStatus(200, await console_.service.api('PUT', `${path}/environments/${id}`, { body }));
};

const changePlan = {
  modules: ['sale', 'stock'],
  versionBumps: [{ module: 'sale', from: '17.0.1.0', to: '17.0.1.1' }],
  requirementsChanged: true,
  warnings: ['stock has a migration'],
  updates: [{ module: 'sale', reason: 'changed' }],
};
const submodules = [
  { path: 'addons/oca', repositoryUrl: 'https://github.com/OCA/web', commitSha: 'a'.repeat(40), fetched: false },
];

describe('the page of a deployment', () => {
  it('shows its steps, what triggered it, its change plan and its submodules, and has no violation', async () => {
    const world = await connected();
    await world.push('main', 'Invoices show the fiscal position');
    const runner = runnerOf(world, 'main');
    const { deployment, lease } = await runner.claim();
    expectStatus(200, await runner.heartbeat(deployment.id, lease.token, { changePlan, submodules }));
    const lines = [
      '\u001b[1;32mINFO\u001b[0m Modules loaded',
      '\u001b[31mERROR\u001b[0m in \u001b[35mstock\u001b[0m',
      'plain',
    ];
    expectStatus(204, await runner.logs(deployment.id, lease.token, 1, lines));
    expectStatus(
      204,
      await runner.complete(deployment.id, lease.token, {
        status: 'failed',
        errorMessage: 'The update of stock failed.',
      }),
    );
    const page = await open(world);

    expect(await steps(page).getByRole('listitem').count()).toBe(3);
    await steps(page)
      .getByText(/^By a push \(/)
      .waitFor();
    await page.getByText('sale: version 17.0.1.0 becomes 17.0.1.1').waitFor();
    await page.getByText('sale is updated: its files changed').waitFor();
    await page.getByText('not fetched', { exact: true }).waitFor();
    await page.getByText('The update of stock failed.').waitFor();
    await page.locator('.ansi-green.ansi-bold', { hasText: 'INFO' }).waitFor();
    await page.getByText('3 lines', { exact: true }).waitFor();
    // Exactly where the screen of deliveries exists.
    const tab = page.getByRole('link', { name: 'Deliveries', exact: true });
    const link = page.getByRole('link', { name: 'Show the delivery that caused it' });
    expect(await link.count()).toBe(await tab.count());
    await console_.expectAccessible(page, 'deployment');
    await page.getByRole('region', { name: 'Log' }).scrollIntoViewIfNeeded();
    await console_.expectAccessible(page, 'deployment-log');
    noFaults();
  });

  it('follows its life and its log without a reload', async () => {
    const world = await connected();
    await world.push('staging', 'Followed');
    const page = await open(world);
    await steps(page).getByText('Queued', { exact: true }).waitFor();
    const runner = runnerOf(world, 'staging');
    const { deployment, lease } = await runner.claim();
    await steps(page).getByText('Started', { exact: true }).waitFor();
    expectStatus(204, await runner.logs(deployment.id, lease.token, 1, ['The first line']));
    await page.getByText('The first line').waitFor();
    expectStatus(204, await runner.complete(deployment.id, lease.token));

    await steps(page).getByText('Succeeded', { exact: true }).waitFor();
    await page.getByText('1 line', { exact: true }).waitFor();
    noFaults();
  });

  it('cancels with a reason, and redeploys to a new page', async () => {
    const world = await connected();
    await world.push('staging', 'Not this one');
    const page = await open(world);
    await button(page, 'Cancel').click();
    await page.getByLabel('Reason').fill('Wrong branch');
    await console_.expectAccessible(page, 'deployment-cancel');
    await button(page, 'Cancel deployment').click();
    await steps(page)
      .getByText(/Cancelled by First key\. Wrong branch/)
      .waitFor();

    const before = page.url();
    await button(page, 'Redeploy').click();
    await dialog(page).getByText('Not this one').waitFor();
    await dialog(page).getByRole('button', { name: 'Redeploy' }).click();
    await page.getByRole('link', { name: 'Show the deployment that it repeats' }).waitFor();
    expect(page.url()).not.toBe(before);
    noFaults();
  });

  it('says that an older commit pauses the environment', async () => {
    const world = await connected();
    const runner = runnerOf(world, 'main');
    await world.push('main', 'The good one');
    const older = await runner.run();
    await world.push('main', 'The newer one');
    await runner.run();
    const page = await console_.signedIn(address(world, older));
    await button(page, 'Redeploy').click();

    await dialog(page)
      .getByText(/If this one is older, the environment is paused afterwards/)
      .waitFor();
    await console_.expectAccessible(page, 'deployment-redeploy');
    noFaults();
  });

  it('approves the commit that it shows, and returns the focus', async () => {
    const world = await connected();
    await setEnvironment(world, world.environments.main, { approval: 'required' });
    await world.push('main', 'Approve me');
    const page = await open(world);
    await button(page, 'Approve').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Approve me').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Approve');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Approve' }).click();

    await steps(page).getByText('Approved', { exact: true }).waitFor();
    noFaults();
  });

  it('promotes what has succeeded', async () => {
    const world = await connected();
    await world.push('staging', 'Proved on Staging');
    await runnerOf(world, 'staging').run();
    const page = await open(world);
    await button(page, 'Promote').click();
    await dialog(page).getByRole('button', { name: 'Promote' }).click();
    await dialog(page).waitFor({ state: 'detached' });

    expect((await listed(world))[0]).toMatchObject({ environmentName: 'Production', status: 'queued' });
    noFaults();
  });

  it('offers nothing to somebody who may only look', async () => {
    const world = await connected();
    await world.push('staging', 'Looked at');
    const page = await console_.newTab(await keyWith(console_, ['view:projects']));
    const environments = page.waitForResponse((answer) => answer.url().endsWith('/environments'));
    await page.goto(`${console_.url}${address(world, await newest(world))}`);
    await environments;
    await steps(page).waitFor();

    for (const name of ['Cancel', 'Approve', 'Redeploy', 'Promote']) expect(await button(page, name).count()).toBe(0);
    noFaults();
  });

  it('offers a key that is limited to an environment what it may do there, and elsewhere nothing', async () => {
    const world = await connected();
    await world.push('staging', 'Not for this key');
    await world.push('develop', 'For this key');
    const body = {
      name: 'Limited',
      permissions: ['view:projects', 'deploy:projects'],
      projectIds: [world.projectId],
      environmentIds: [world.environments.develop],
    };
    const key = expectStatus(201, await console_.service.api('POST', '/api/api-keys', { body })).json.key;
    const page = await open(world, String(key));
    await button(page, 'Cancel').waitFor();
    await page.getByRole('link', { name: 'All deployments' }).click();
    await page.getByRole('link', { name: 'Deployment to Staging' }).click();
    await page.getByRole('heading', { name: 'Deployment to Staging' }).waitFor();
    await steps(page).waitFor();

    expect(await button(page, 'Cancel').count()).toBe(0);
    noFaults();
  });

  it('tells the commands of what one may do', async () => {
    const world = await connected();
    await world.push('staging', 'Told');
    const page = await open(world);
    await button(page, 'CLI & API').click();

    await page
      .getByText(`ocore deployment logs ${world.projectId} ${await newest(world)} --follow`)
      .first()
      .waitFor();
    await page
      .getByText(`ocore deployment cancel ${world.projectId} ${await newest(world)}`)
      .first()
      .waitFor();
    noFaults();
  });
});

describe('a deployment that cannot be changed', () => {
  it('keeps the reason of a cancellation that was refused', async () => {
    const world = await connected();
    await world.push('staging', 'Too late');
    const page = await open(world);
    await failWith(page, 'POST', /\/cancel$/, failure('deployment_not_cancellable'));
    await button(page, 'Cancel').click();
    await page.getByLabel('Reason').fill('Wrong branch');
    await button(page, 'Cancel deployment').click();

    await dialog(page).getByRole('alert').getByText('Made by the test: deployment_not_cancellable.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Wrong branch');
    noFaults();
  });
});

describe('text that attacks', () => {
  it('is text in a commit, in names and in the log', async () => {
    const world = await connected();
    await world.push('staging', 'Attacked');
    const id = await newest(world);
    const { json } = await console_.service.api('GET', `${world.path}/deployments/${id}`);
    const at = '2026-11-26T10:00:00.000Z';
    await withEachAttack(console_, address(world, id), 'deployment-attacked', async (page, text) => {
      await answerWith(page, onePath, {
        ...json,
        environmentName: text,
        branch: text,
        commitMessage: `${text}\n\n${text}`,
        commitAuthor: text,
        commitUrl: 'javascript:1',
        compareUrl: 'javascript:1',
        triggeredByName: text,
        status: 'failed',
        statusReason: text,
        errorMessage: text,
        changePlan: { ...changePlan, modules: [text], warnings: [text] },
        submodules: [{ ...submodules[0], path: text, repositoryUrl: text }],
      });
      await answerWith(page, /\/logs$/, {
        lines: [
          { seq: 1, at, text },
          { seq: 2, at, text: `\u001b[31m${text}\u001b]0;x\u0007\u0000` },
        ],
        lastSeq: 2,
        nextCursor: null,
      });
      return async () => {
        await page.locator('.log-text').getByText(text, { exact: true }).first().waitFor();
        await expect.poll(() => page.locator('.log-text').nth(1).textContent()).toBe(`${text}\u2400`);
      };
    });
  });
});
