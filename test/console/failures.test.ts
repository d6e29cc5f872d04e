import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { ConsoleUnderTest } from './console-under-test.ts';

let console_: ConsoleUnderTest;
let projectId: string;

beforeAll(async () => {
  console_ = await ConsoleUnderTest.start();
  projectId = (await console_.service.connectedProject()).projectId;
});
afterAll(() => console_.stop());

type Code = keyof typeof problemCodes;

const problem = (code: Code): { status: number; contentType: string; body: string } => {
  const { status, title } = problemCodes[code];
  const body = {
    type: `/docs/problems/${code}`,
    title,
    status,
    detail: `Made by the test: ${code}.`,
    instance: '/x',
    code,
    requestId: 'req-test',
  };
  return { status, contentType: 'application/problem+json', body: JSON.stringify(body) };
};

/** Answers the reads of a screen with a problem; who is signed in is still told. */
const failing = async (page: Page, code: Code): Promise<void> => {
  await page.route(/\/api\/projects/, (route) => route.fulfill(problem(code)));
};

const screens = [
  ['the projects', () => '/projects'],
  ['what needs attention', () => '/attention'],
  ['the overview', () => `/projects/${projectId}`],
] as const;

describe.each(screens)('%s', (_name, path) => {
  it.each(['permission_missing', 'not_found', 'conflict', 'precondition_failed', 'rate_limited', 'internal'] as const)(
    'say in words that they were answered with %s',
    async (code) => {
      const page = await console_.newTab();
      await failing(page, code);
      await page.goto(`${console_.url}${path()}`);

      await page.getByRole('alert').first().waitFor();
      expect(await page.getByRole('alert').count()).toBe(1);
      expect(await page.getByRole('link', { name: 'Projects' }).count()).toBe(1);
      expect(console_.faults).toEqual([]);
      await page.close();
    },
  );

  it('say that the connection is lost, and mend it', async () => {
    const page = await console_.newTab();
    await page.route(/\/api\/projects/, (route) => route.abort());
    await page.goto(`${console_.url}${path()}`);

    await page.getByText('The service does not answer').waitFor();
    await page.getByText('The connection is lost').waitFor();
    await page.unroute(/\/api\/projects/);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('The service does not answer').waitFor({ state: 'detached' });
    await page.getByText('The connection is lost').waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('say that they are loading while the answer is slow', async () => {
    const page = await console_.newTab();
    const slow = Promise.withResolvers<void>();
    await page.route(/\/api\/projects/, async (route) => {
      await slow.promise;
      await route.continue();
    });
    await page.goto(`${console_.url}${path()}`);

    await page.getByText(/^Loading the project/).waitFor({ state: 'attached' });
    slow.resolve();
    await page.getByText(/^Loading the project/).waitFor({ state: 'detached' });
    expect(console_.faults).toEqual([]);
    await page.close();
  });

  it('lead to the sign-in where the key has ended, and back', async () => {
    const page = await console_.newTab();
    await page.route(/\/api\/projects/, (route) => route.fulfill(problem('unauthenticated')));
    await page.goto(`${console_.url}${path()}`);

    await page.getByText('Your session has ended.').waitFor();
    await page.unroute(/\/api\/projects/);
    await page.getByLabel('API key').fill(console_.service.token);
    await page.getByRole('button', { name: 'Sign in' }).click();

    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.getByRole('link', { name: 'Projects' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path());
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});

describe('a write', () => {
  const open = async (): Promise<Page> => {
    const page = await console_.newTab();
    await page.goto(`${console_.url}/projects/${projectId}`);
    await page.getByRole('article', { name: 'Staging' }).getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Reason').fill('Kept');
    return page;
  };

  it.each(['permission_missing', 'conflict', 'precondition_failed', 'rate_limited', 'internal'] as const)(
    'that is answered with %s says so in its dialog, and loses nothing',
    async (code) => {
      const page = await open();
      await page.route(/\/pause$/, (route) => route.fulfill(problem(code)));
      await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();

      const dialog = page.getByRole('dialog');
      await dialog.getByRole('alert').getByText(`Made by the test: ${code}.`).waitFor();
      await dialog.getByText('req-test').waitFor();
      expect(await page.getByLabel('Reason').inputValue()).toBe('Kept');
      expect(console_.faults).toEqual([]);
      await page.close();
    },
  );

  it('carries If-Match', async () => {
    const page = await open();
    const sent = page.waitForRequest(/\/pause$/);
    await page.route(/\/pause$/, (route) => route.fulfill(problem('precondition_failed')));
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();

    expect(await (await sent).headerValue('if-match')).toMatch(/^".+"$/);
    await page.close();
  });
});

describe('a read', () => {
  it('asks again with what it knows, and takes 304', async () => {
    const page = await console_.newTab();
    const again = page.waitForResponse(
      (answer) => answer.url().endsWith(`/api/projects/${projectId}`) && answer.status() === 304,
    );
    await page.goto(`${console_.url}/projects/${projectId}`);

    const answer = await again;
    expect(await answer.request().headerValue('if-none-match')).toBeTruthy();
    await page.getByRole('article', { name: 'Production' }).waitFor();
    expect(console_.faults).toEqual([]);
    await page.close();
  });
});

describe('an address that no screen has', () => {
  it('says so', async () => {
    const page = await console_.signedIn('/nowhere');

    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
    await console_.expectAccessible(page, 'not-found');
    expect(console_.faults).toEqual([]);
  });
});
