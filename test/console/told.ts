import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { failure } from './intercepted.ts';
import type { Answer } from './switchboard.ts';

/** What a screen says now. */
export type Shown = {
  readonly title: string;
  readonly path: string;
  readonly headings: number;
  /** That something is not there, or that it is none: outside of the alerts. */
  readonly claims: readonly string[];
  /** Whether it says that something is being read. */
  readonly isLoading: boolean;
  readonly alerts: number;
};

/** Runs in the page. */
const tell = (): Shown => {
  const root = document.querySelector('#main') ?? document.body;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const lines: string[] = [];
  while (walker.nextNode()) {
    const { parentElement, textContent } = walker.currentNode;
    if (parentElement?.closest('[role=alert], script, style') === null) lines.push(textContent?.trim() ?? '');
  }
  return {
    title: document.title,
    path: location.pathname,
    headings: [...document.querySelectorAll('h1, h2')].filter((one) => one.checkVisibility()).length,
    claims: lines.filter((line) => /^(?:no|none|nobody|nothing|there is nothing|create your first|0)\b/i.test(line)),
    isLoading: lines.some((line) => /^(?:Loading|Reading)\b/.test(line)),
    alerts: document.querySelectorAll('[role=alert]').length,
  };
};

/** What stands on the screen now, as text: seen or read aloud. */
export const shownNow = (page: Page): Promise<Shown> => page.evaluate(tell);

/** Notes what a screen says from its first heading on, at each change, within the page: a busy test would miss some of it. */
export const noteEachChange = (page: Page): Promise<void> =>
  page.evaluate(`{
    const tell = ${tell};
    const told = [];
    const note = () => document.querySelector('#main h1') !== null && told.push(tell());
    const watcher = new MutationObserver(note);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    globalThis.endNotes = () => {
      watcher.disconnect();
      return told;
    };
    undefined;
  }`);

/** What was noted since `noteEachChange`. */
export const notedChanges = (page: Page): Promise<readonly Shown[]> =>
  page.evaluate(() => (globalThis as unknown as { endNotes: () => readonly Shown[] }).endNotes());

/** How a screen tells that a call was answered so. */
const wordsOf = (answer: Exclude<Answer, 'slow' | 'late'>): string | RegExp => {
  if (answer === 'nothing') return 'The service does not answer';
  const { status, detail } = failure(answer);
  if (status === 403) return /You may not see |Made by the test: permission_missing\./;
  return status === 404 ? / could not be found|Made by the test: not_found\./ : detail;
};

/**
 * Waits until a failure is told in words, with the id of the request to copy.
 * @returns the alert
 */
export const failureTold = async (place: Locator, answer: Exclude<Answer, 'slow' | 'late'>): Promise<Locator> => {
  const told = place.getByRole('alert').filter({ hasText: wordsOf(answer) });
  const copy = place.page().getByRole('button', { name: 'Copy request id' });
  const alert = (answer === 'nothing' ? told : told.filter({ hasText: 'req-of-the-test', has: copy })).first();
  await alert.waitFor();
  return alert;
};

/** Fails unless the screen has a heading and a name, and claims nothing that it would not claim with every answer there. */
export const expectHonest = (shown: Shown, whole: Shown): void => {
  expect(shown.path).toBe(whole.path);
  expect(shown.headings).toBeGreaterThan(0);
  expect(shown.title).toMatch(/oCore Projects$/);
  expect(shown.claims.filter((claim) => !whole.claims.includes(claim))).toEqual([]);
};

/** Waits until nothing loads and nothing has failed. */
export const everythingThere = async (page: Page): Promise<void> => {
  await page.locator('#main h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('#main :is([role=alert], [aria-busy=true])') === null);
};

/** Presses "Try again", unless the screen asks again by itself at this moment: then there is no such button. */
export const askAgain = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent === 'Try again')?.click();
  });

/** Waits until something says that it is being read, and nothing that it has failed. */
export const loadingTold = async (page: Page): Promise<void> => {
  const status = page.locator('#main [role=status]').filter({ hasText: /^(?:Loading|Reading)\b/ });
  await status.first().waitFor({ state: 'attached' });
  expect(await page.getByRole('alert').count()).toBe(0);
};

/** Comes back to the tab until what was read before is asked for again, and told to have failed. */
export const failsLater = async (page: Page): Promise<void> => {
  await page.waitForFunction(
    () => {
      dispatchEvent(new Event('visibilitychange'));
      return document.querySelector('#main [role=alert]') !== null;
    },
    undefined,
    { polling: 100 },
  );
  await failureTold(page.locator('#main'), 'internal');
};
