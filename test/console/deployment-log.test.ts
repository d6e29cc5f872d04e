import { readFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { failWith } from './intercepted.ts';
import { connectedProject, runnerOf, type World } from './pushed-project.ts';

const pageLines = 5000;
const allLines = 100_000;

let console_: ConsoleUnderTest;
let world: World;
let ended: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  world = await connectedProject(console_);
  await world.push('staging', 'With a log');
  ended = await runnerOf(world, 'staging').run();
});
afterAll(() => console_.stop());

const logPath = /\/logs$/;
const isLog = (url: URL): boolean => logPath.test(url.pathname);
const log = (page: Page) => page.getByRole('region', { name: 'Log' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const noFaults = (): void => expect(console_.faults).toEqual([]);
const nodes = (page: Page): Promise<number> => page.evaluate(() => document.getElementsByTagName('*').length);

const lineOf = (seq: number): string =>
  seq % 10_000 === 0 ? `\u001b[31mERROR\u001b[0m ten thousand ${seq}` : `line ${seq}`;

/** A page of a log of 100,000 lines. */
const logPage = (route: Route): Promise<void> => {
  const after = Number(new URL(route.request().url()).searchParams.get('after'));
  const count = Math.min(pageLines, allLines - after);
  const lines = Array.from({ length: count }, (_, index) => ({
    seq: after + index + 1,
    at: '2026-11-26T10:00:00.000Z',
    text: lineOf(after + index + 1),
  }));
  const lastSeq = after + count;
  return route.fulfill({ json: { lines, lastSeq, nextCursor: lastSeq === allLines ? null : lastSeq } });
};

/** The page of an ended deployment with a log of 100,000 lines, read to its end. */
const long = async (hash = ''): Promise<Page> => {
  const page = await console_.newTab();
  await page.route(isLog, logPage);
  await page.goto(`${console_.url}/projects/${world.projectId}/deployments/${ended}${hash}`);
  await page.getByText('100,000 lines', { exact: true }).waitFor();
  return page;
};

describe('a log of 100,000 lines', () => {
  it('has on the page what is on the screen alone, at its beginning and at its end', async () => {
    const page = await long();
    await log(page).getByText('line 1', { exact: true }).waitFor();
    expect(await nodes(page)).toBeLessThan(800);
    await log(page).focus();
    await page.keyboard.press('End');
    await log(page).getByText('ten thousand 100000').waitFor();
    expect(await nodes(page)).toBeLessThan(800);
    noFaults();
  });

  it('is searched, from match to match and around', async () => {
    const page = await long();
    const field = page.getByLabel('Search the log');
    await field.fill('TEN THOUSAND');
    await page.getByText('0 of 10', { exact: true }).waitFor();
    await field.press('Enter');
    await page.locator('.log-line-current', { hasText: 'ten thousand 10000' }).waitFor();
    await button(page, 'Next').click();
    await page.locator('.log-line-current', { hasText: 'ten thousand 20000' }).waitFor();
    await console_.expectAccessible(page, 'deployment-log-search');
    await button(page, 'Previous').click();
    await button(page, 'Previous').click();
    await page.locator('.log-line-current', { hasText: 'ten thousand 100000' }).waitFor();
    await field.fill('nowhere');

    await page.getByText('No line has it').waitFor();
    expect(await button(page, 'Next').isDisabled()).toBe(true);
    noFaults();
  });

  it('opens at the line of a link, and gives the link of another one', async () => {
    const page = await long('#L50000');
    await page.locator('.log-line-linked', { hasText: 'ten thousand 50000' }).waitFor();
    await log(page).getByRole('link', { name: 'Link to line 50002' }).click();

    await page.locator('.log-line-linked', { hasText: 'line 50002' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#L50002');
    noFaults();
  });

  it('passes over a link to a line that it has not', async () => {
    const page = await long('#L100001');

    await log(page).getByText('line 1', { exact: true }).waitFor();
    expect(await page.locator('.log-line-linked').count()).toBe(0);
    noFaults();
  });

  it('is saved as a text without colours', async () => {
    const page = await long();
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download').click()]);
    const lines = (await readFile(await download.path(), 'utf8')).split('\n');

    expect(download.suggestedFilename()).toBe(`${ended}.log`);
    expect(lines).toHaveLength(allLines + 1);
    expect(lines[9999]).toBe('2026-11-26T10:00:00.000Z ERROR ten thousand 10000');
    noFaults();
  });
});

describe('a log that grows', () => {
  it('is followed at its end until the reader goes upwards, and again when asked', async () => {
    await world.push('develop', 'Growing');
    const runner = runnerOf(world, 'develop');
    const { deployment, lease } = await runner.claim();
    const write = async (from: number, count: number): Promise<void> => {
      const texts = Array.from({ length: count }, (_, index) => `step ${from + index}`);
      expectStatus(204, await runner.logs(deployment.id, lease.token, from, texts));
    };
    await write(1, 200);
    const page = await console_.signedIn(`/projects/${world.projectId}/deployments/${deployment.id}`);
    await log(page).getByText('step 200', { exact: true }).waitFor();
    await write(201, 100);
    await log(page).getByText('step 300', { exact: true }).waitFor();
    await log(page).focus();
    await page.keyboard.press('Home');
    await log(page).getByText('step 1', { exact: true }).waitFor();
    expect(await page.getByLabel('Follow').isChecked()).toBe(false);
    await write(301, 100);
    await page.getByText('400 lines so far').waitFor();
    expect(await log(page).getByText('step 1', { exact: true }).count()).toBe(1);
    await page.getByLabel('Follow').press('Space');

    await log(page).getByText('step 400', { exact: true }).waitFor();
    // As by the scroll bar.
    const dragged = async (): Promise<boolean> => {
      await log(page).evaluate((element) => element.scrollTo(0, 0));
      return page.getByLabel('Follow').isChecked();
    };
    await expect.poll(dragged).toBe(false);
    expectStatus(204, await runner.complete(deployment.id, lease.token));
    await page.getByText('400 lines', { exact: true }).waitFor();
    noFaults();
  });

  it('tells that a page could not be read, keeps what was read, and goes on', async () => {
    const page = await console_.newTab();
    const code = 'permission_missing';
    await failWith(page, 'GET', logPath, { ...problemCodes[code], code, detail: 'Made by the test.' });
    let refused = 0;
    let isMended = false;
    await page.route(isLog, (route) => {
      const isFirst = new URL(route.request().url()).searchParams.get('after') === '0';
      if (!isFirst && !isMended) {
        refused += 1;
        return route.fallback();
      }
      const [seq, text] = isFirst ? [1, 'kept'] : [2, 'mended'];
      const lines = [{ seq, at: '2026-11-26T10:00:00.000Z', text }];
      return route.fulfill({ json: { lines, lastSeq: seq, nextCursor: isFirst ? 1 : null } });
    });
    await page.goto(`${console_.url}/projects/${world.projectId}/deployments/${ended}`);
    await page.getByRole('alert').getByText('You may not see the log').waitFor();
    await log(page).getByText('kept').waitFor();
    await button(page, 'Try again').click();
    await expect.poll(() => refused).toBeGreaterThan(1);
    isMended = true;

    await log(page).getByText('mended').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    noFaults();
  });

  it('says where there is nothing yet, and where there will be nothing', async () => {
    const page = await console_.signedIn(`/projects/${world.projectId}/deployments/${ended}`);
    await page.getByText('The log has no lines.').waitFor();
    await world.push('main', 'Not taken yet');
    const { json } = await console_.service.api('GET', `${world.path}/deployments?status=queued`);
    const [queued] = json.deployments as { id: string }[];
    await page.goto(`${console_.url}/projects/${world.projectId}/deployments/${queued?.id}`);

    await page.getByText('The log begins when a runner takes the deployment.').waitFor();
    noFaults();
  });
});
