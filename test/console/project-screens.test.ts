import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, failure, failWith, withEachAttack } from './intercepted.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.connectedProject()).projectId;
});
afterAll(() => console_.stop());

const at = async (tab: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page> => {
  const page = await console_.newTab();
  await prepare?.(page);
  await page.goto(`${console_.url}/projects/${projectId}/${tab}`);
  return page;
};

const button = (inside: Page | Locator, name: string) => inside.getByRole('button', { name, exact: true });

describe('a failed action', () => {
  it('shows its problem in the dialog that asked', async () => {
    const page = await at('repository', (one) => failWith(one, 'POST', /\/regenerate-key$/, failure('conflict')));
    await button(page, 'Regenerate Key').click();
    await button(page, 'Make a new key').click();

    await page.getByRole('dialog').getByRole('alert').getByText('Made by the test: conflict.').waitFor();
    expect(console_.faults).toEqual([]);
  });

  it('leaves the order of the mappings as it was', async () => {
    const page = await at('branches', (one) =>
      failWith(one, 'PUT', /\/branch-mappings$/, failure('precondition_failed')),
    );
    await button(page, 'Move up staging').click();

    await page.getByRole('alert').getByText('Made by the test: precondition_failed.').waitFor();
    const patterns = page.locator('tbody th code');
    expect(await patterns.allTextContents()).toEqual(['main', 'staging', 'develop']);
  });
});

describe('what one looks for', () => {
  it('is not below the header when it gets the focus', async () => {
    const page = await at('repository');
    await page.setViewportSize({ width: 1280, height: 500 });
    const header = (await page.locator('.frame-header').boundingBox())?.height ?? 0;
    const tab = page.getByRole('link', { name: 'Settings', exact: true });
    // The header lies over the tabs now.
    await tab.evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 8));
    await page
      .getByRole('link', { name: 'Codertocat/Hello-World', exact: true })
      .evaluate((element) => element.focus({ preventScroll: true }));
    await page.keyboard.press('Shift+Tab');

    expect(await tab.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await tab.boundingBox())?.y).toBeGreaterThanOrEqual(header);
  });

  it('is told from the others where the reader has forced the colours', async () => {
    const page = await console_.newTab();
    await page.emulateMedia({ forcedColors: 'active' });
    onTestFinished(() => page.emulateMedia({ forcedColors: null }));
    await page.goto(`${console_.url}/projects`);
    /** The colours of what is drawn of each: its edges and what lies below it. */
    const colours = (selector: string): Promise<readonly string[]> =>
      page.locator(selector).evaluateAll((elements) =>
        elements.map((element) => {
          const { borderBottomColor, borderInlineStartWidth, backgroundColor } = getComputedStyle(element);
          return [borderBottomColor, borderInlineStartWidth, backgroundColor].join(' ');
        }),
      );
    await page.getByRole('list', { name: 'Projects' }).waitFor();
    const [projects, attention] = await colours('.frame-navigation a');
    expect(projects).not.toBe(attention);
    const [active, archived] = await colours('.mantine-SegmentedControl-label');
    expect(active).not.toBe(archived);
    await page.getByRole('list', { name: 'Projects' }).getByRole('link').first().click();
    await page.locator('.project-tabs').waitFor();
    const [overview, repository] = await colours('.project-tabs a');
    expect(overview).not.toBe(repository);
  });
});

describe('text that attacks', () => {
  const address = (tab: string): string => `/projects/${projectId}/${tab}`;

  it('is text in a mapping, its environment and its warnings', async () => {
    const { json } = await console_.service.api('GET', `/api/projects/${projectId}/branch-mappings`);
    const [first] = json.branchMappings as Record<string, unknown>[];
    await withEachAttack(console_, address('branches'), 'branches-attacked', async (page, text) => {
      const mapping = { ...first, branchPattern: text, environmentName: text, paths: [text], warnings: [text] };
      await answerWith(page, /\/branch-mappings$/, { branchMappings: [mapping], nextCursor: null });
      return () => page.getByText(text, { exact: true }).first().waitFor();
    });
  });

  it('is text in what a repository tells', async () => {
    const { json } = await console_.service.api('GET', `/api/projects/${projectId}/repository`);
    await withEachAttack(console_, address('repository'), 'repository-attacked', async (page, text) => {
      await answerWith(page, /\/repository$/, {
        ...json,
        fullName: text,
        statusReason: text,
        httpsUrl: `javascript:document.title="taken"//${text.slice(0, 20)}`,
        nextSteps: [{ action: 'add_webhook', detail: text }],
        lastValidation: { at: '2026-11-01T10:00:00.000Z', result: 'deploy_key_rejected', detail: text },
      });
      return () => page.getByText(text, { exact: true }).first().waitFor();
    });
  });

  it('is text in an environment', async () => {
    const { json } = await console_.service.api('GET', `/api/projects/${projectId}/environments`);
    const [first] = json.environments as Record<string, unknown>[];
    await withEachAttack(console_, address('environments'), 'environments-attacked', async (page, text) => {
      const paused = { reason: text, by: 'x', byName: text, since: '2026-11-01T10:00:00.000Z' };
      const environment = { ...first, name: text, url: 'javascript:1', branches: [text], paused };
      await answerWith(page, /\/environments$/, { environments: [environment], nextCursor: null });
      return () => page.getByRole('heading', { level: 3, name: text, exact: true }).waitFor();
    });
  });
});
