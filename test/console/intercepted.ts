import type { Page, Route } from 'playwright-core';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import type { ConsoleUnderTest } from './console-under-test.ts';

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

const answer = (route: Route, failure: Failure): Promise<void> =>
  route.fulfill({
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
    (route) => (route.request().method() === method ? answer(route, failure) : route.fallback()),
  );

/** Answers the GETs of a path with a body. */
export const answerWith = (page: Page, path: RegExp, body: unknown): Promise<unknown> =>
  page.route(
    (url) => url.pathname.startsWith('/api/') && path.test(url.pathname),
    (route) => (route.request().method() === 'GET' ? route.fulfill({ json: body }) : route.fallback()),
  );

type Code = keyof typeof problemCodes;

/** A problem of the contract, with a detail that a test can find. */
export const failure = (code: Code): Failure => ({
  ...problemCodes[code],
  code,
  detail: `Made by the test: ${code}.`,
});

/** The answers that each screen has to tell in words. */
export const failureCodes: readonly Code[] = [
  'permission_missing',
  'not_found',
  'conflict',
  'precondition_failed',
  'rate_limited',
  'internal',
];

/** Texts that must show as text, and break no layout. */
export const textsThatAttack: readonly (readonly [name: string, text: string])[] = [
  ['markup', '<script>document.title = "taken"</script>'],
  ['bidirectional overrides', '\u202Emoc.live\u202C \u2066hidden\u2069'],
  ['emoji', '🧨'.repeat(40)],
  ['right to left', 'مشروع تجريبي مع نص طويل'],
  ['10,000 characters', 'a'.repeat(10_000)],
];
