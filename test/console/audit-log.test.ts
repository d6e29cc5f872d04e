import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, keyWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;
let projectId: string;

/** A project that was created and renamed, and a change that was denied. */
beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  const { id, path } = await console_.service.project({ name: 'Before' });
  projectId = id;
  expectStatus(200, await console_.service.api('PUT', path, { body: { name: 'After' } }));
  const token = await keyWith(console_, ['view:projects']);
  expectStatus(403, await console_.service.api('DELETE', path, { token }));
});
afterAll(() => console_.stop());

const open = (search = '', token?: string): Promise<Page> =>
  console_.signedIn(`/organization/audit-log${search}`, token);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const records = (page: Page) => page.getByRole('list', { name: 'Records' }).getByRole('listitem');
const noFaults = (): void => expect(console_.faults).toEqual([]);

describe('the audit log', () => {
  it('tells who did what, and on demand what was changed', async () => {
    const page = await open();
    const renamed = records(page).filter({ hasText: 'project.updated' });
    await renamed.getByText('First key · project After', { exact: true }).waitFor();
    await renamed.getByText('Details', { exact: true }).click();
    await renamed.getByText('Before → After', { exact: true }).waitFor();

    await console_.expectAccessible(page, 'audit-log');
    noFaults();
  });

  it('is filtered, which the address keeps', async () => {
    const page = await open(`?projectId=${projectId}`);
    await records(page).first().waitFor();
    expect(await page.getByLabel('Project id').inputValue()).toBe(projectId);
    await page.getByLabel('Outcome').selectOption('denied');
    await button(page, 'Filter').click();
    await page.waitForURL(/outcome=denied/);
    await expect.poll(() => records(page).count()).toBe(1);
    await records(page).getByText('Denied', { exact: true }).waitFor();

    await page.getByLabel('From the day').fill('2026-11-02');
    await page.getByLabel('Before the day').fill('2026-11-01');
    await button(page, 'Filter').click();
    await page
      .getByRole('main')
      .getByRole('alert')
      .getByText('to: must be later than from.', { exact: true })
      .waitFor();
    await button(page, 'Show all').click();
    await expect.poll(() => records(page).count()).toBeGreaterThan(2);
    noFaults();
  });

  it('is exported as a file of what the filters leave', async () => {
    const page = await open(`?projectId=${projectId}&outcome=done`);
    await records(page).first().waitFor();
    for (const format of ['csv', 'json'] as const) {
      const download = page.waitForEvent('download');
      await button(page, `Export ${format.toUpperCase()}`).click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`audit-log.${format}`);
      const text = await readFile(await file.path(), 'utf8');
      expect(text).toContain('project.updated');
      expect(text).not.toContain('denied');
      await page.getByText('The file has all records that fit.', { exact: true }).waitFor();
    }
    noFaults();
  });

  it('says that an export is cut, and why one has failed', async () => {
    const page = await open();
    const isExport = (url: URL): boolean => url.pathname.endsWith('/export');
    await page.route(isExport, (route) =>
      route.fulfill({ json: { auditLogs: [], nextCursor: null }, headers: { 'x-truncated': 'true' } }),
    );
    await button(page, 'Export JSON').click();
    await page.getByText(/There are more: export shorter spans of time/).waitFor();
    await page.unroute(isExport);
    await failWith(page, 'GET', /\/export$/, failure('permission_missing'));
    await button(page, 'Export JSON').click();

    await page.getByRole('alert').getByText('Made by the test: permission_missing.').waitFor();
    noFaults();
  });

  it('shows hostile text as text', async () => {
    const { json } = await console_.service.api('GET', '/api/audit-logs?limit=1');
    const [first] = json.auditLogs as Record<string, object>[];
    await withEachAttack(console_, '/organization/audit-log', 'audit-log-attacked', async (page, text) => {
      const changes = { [text]: { from: text, to: { deep: text } } };
      const record = { ...first, resourceName: text, actor: { ...first?.actor, name: text }, changes };
      await answerWith(page, /\/audit-logs$/, { auditLogs: [record], nextCursor: null });
      return async () => {
        await records(page).getByText('Details', { exact: true }).click();
        await records(page).getByText(text).first().waitFor();
      };
    });
  });
});
