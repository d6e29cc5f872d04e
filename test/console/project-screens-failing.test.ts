import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleUnderTest } from './console-under-test.ts';
import { answerWith, expectFailuresTold, failure, failWith, withEachAttack, withEachFailure } from './intercepted.ts';

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

/** The screens, each with the read that it stands on. */
const reads = [
  ['repository', /\/repository$/, 'the repository'],
  ['environments', /\/environments$/, 'the environments'],
  ['branches', /\/branch-mappings$/, 'the branch mappings'],
] as const;

describe.each(reads)('the tab %s', (tab, path, what) => {
  it('tells each failed read in words', () => expectFailuresTold(console_, `/projects/${projectId}/${tab}`, path));

  it('says that it is loading while the answer is slow, and then shows it', async () => {
    const slow = Promise.withResolvers<void>();
    const page = await at(tab, (one) =>
      one.route(
        (url) => url.pathname.startsWith('/api/') && path.test(url.pathname),
        async (route) => {
          await slow.promise;
          await route.continue();
        },
      ),
    );
    const loading = page.getByText(`Loading ${what}…`);

    await loading.waitFor({ state: 'attached' });
    slow.resolve();
    await loading.waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  });
});

type Write = {
  readonly method: 'PUT' | 'POST';
  readonly path: RegExp;
  readonly begin: (page: Page) => Promise<void>;
  readonly send: string;
  /** What was entered, which a failure leaves there. */
  readonly entered: string;
};

const writes: Readonly<Record<string, Write>> = {
  settings: {
    method: 'PUT',
    path: /\/projects\/\w+$/,
    begin: (page) => page.getByLabel('Description').fill('Entered'),
    send: 'Save',
    entered: 'Description',
  },
  environments: {
    method: 'POST',
    path: /\/environments$/,
    begin: async (page) => {
      await button(page, 'Create Environment').click();
      await page.getByLabel('Name', { exact: true }).fill('Entered');
    },
    send: 'Create',
    entered: 'Name',
  },
  branches: {
    method: 'POST',
    path: /\/branch-mappings$/,
    begin: async (page) => {
      await button(page, 'Add mapping').click();
      await page.getByLabel('Branch or pattern').fill('Entered');
    },
    send: 'Add',
    entered: 'Branch or pattern',
  },
  repository: {
    method: 'POST',
    path: /\/submodules$/,
    begin: (page) => page.getByLabel('Clone URL of a submodule').fill('Entered'),
    send: 'Add submodule',
    entered: 'Clone URL of a submodule',
  },
};

describe.each(Object.entries(writes))('a write of the tab %s', (tab, { method, path, begin, send, entered }) => {
  it('keeps what was entered where it fails', async () => {
    const page = await at(tab);
    await begin(page);
    await withEachFailure(page, { method, path }, async (code) => {
      await button(page, send).click();

      await page.getByRole('alert').getByText(`Made by the test: ${code}.`).waitFor();
      expect(await page.getByRole('alert').count()).toBe(1);
      expect(await page.getByLabel(entered, { exact: true }).inputValue()).toBe('Entered');
      expect(await button(page, 'Copy request id').count()).toBe(1);
      expect(console_.faults).toEqual([]);
    });
  });

  it('keeps what was entered where nothing answers', async () => {
    const page = await at(tab, (one) =>
      one.route(
        (url) => url.pathname.startsWith('/api/') && path.test(url.pathname),
        (route) => (route.request().method() === method ? route.abort() : route.fallback()),
      ),
    );
    await begin(page);
    await button(page, send).click();

    await page.getByRole('alert').getByText('The service does not answer').waitFor();
    expect(await page.getByLabel(entered, { exact: true }).inputValue()).toBe('Entered');
    expect(console_.faults).toEqual([]);
  });
});

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
