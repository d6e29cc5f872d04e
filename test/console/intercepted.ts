import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { type ConsoleUnderTest, telephone } from './console-under-test.ts';
import { scrollsSideways } from './looks.ts';

/** An API key with these permissions alone. @param limits the projects and environments that it is limited to */
export const keyWith = async (
  { service }: ConsoleUnderTest,
  permissions: readonly string[],
  limits: { readonly projectIds?: readonly string[]; readonly environmentIds?: readonly string[] } = {},
): Promise<string> => {
  const body = { name: service.freshName('Key'), permissions, ...limits };
  return String(expectStatus(201, await service.api('POST', '/api/api-keys', { body })).json.key);
};

type Failure = {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
  readonly requiredPermission?: string;
};

/** What the service would answer with. */
export const problemOf = (failure: Failure): NonNullable<Parameters<Route['fulfill']>[0]> => ({
  status: failure.status,
  contentType: 'application/problem+json',
  headers: { 'retry-after': '0' },
  body: JSON.stringify({
    type: `https://ocore.example/docs/problems/${failure.code}`,
    instance: '/api',
    requestId: 'req-of-the-test',
    ...failure,
  }),
});

/** Answers the calls of a method to a path with a problem, until `page.unroute`. @param path a pattern of the whole path */
export const failWith = (page: Page, method: string, path: RegExp, failure: Failure): Promise<unknown> =>
  page.route(
    (url) => url.pathname.startsWith('/api/') && path.test(url.pathname),
    (route) => (route.request().method() === method ? route.fulfill(problemOf(failure)) : route.fallback()),
  );

/** Answers the GETs of a path with a body. */
export const answerWith = (page: Page, path: RegExp, body: unknown): Promise<unknown> =>
  page.route(
    (url) => url.pathname.startsWith('/api/') && path.test(url.pathname),
    (route) => (route.request().method() === 'GET' ? route.fulfill({ json: body }) : route.fallback()),
  );

export type Code = keyof typeof problemCodes;

/** A problem of the contract, with a detail that a test can find. */
export const failure = (code: Code): Failure => ({
  ...problemCodes[code],
  code,
  detail: `Made by the test: ${code}.`,
});

/** Texts that must show as text, and break no layout. */
export const textsThatAttack: readonly (readonly [name: string, text: string])[] = [
  ['markup', '<script>document.title = "taken"</script>'],
  ['bidirectional overrides', '\u202Emoc.live\u202C \u2066hidden\u2069'],
  ['emoji', '🧨'.repeat(40)],
  ['right to left', 'مشروع تجريبي مع نص طويل'],
  ['10,000 characters', 'a'.repeat(10_000)],
];

/** Comes back to the tab: what is on the screen is read anew at once, and not within 15 s. */
export const returnToTab = (page: Page): Promise<boolean> =>
  page.evaluate(() => dispatchEvent(new Event('visibilitychange')));

/**
 * Shows a screen once for each hostile text, and checks that it breaks no layout, wide or narrow; takes a picture of the last.
 * @param shown what `text` is answered with, and what tells that it is on the screen
 */
export const withEachAttack = async (
  console_: ConsoleUnderTest,
  address: string,
  name: string,
  shown: (page: Page, text: string) => Promise<() => Promise<void>>,
): Promise<void> => {
  const page = await console_.newTab();
  for (const [, text] of textsThatAttack) {
    const arrives = await shown(page, text);
    const isLong = text.length >= 10_000;
    // To lay out the longest takes seconds: it is done once, where there is least room.
    if (isLong) await page.setViewportSize(telephone);
    // What was read within the last second is not read anew, so the page is loaded again.
    await page.goto(`${console_.url}${address}`);
    await arrives();
    expect(await scrollsSideways(page)).toEqual([]);
    await console_.expectToFit(page, isLong ? name : null);
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(console_.faults).toEqual([]);
  }
};
