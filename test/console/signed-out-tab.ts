import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ConsoleUnderTest } from './console-under-test.ts';
import { Switchboard } from './switchboard.ts';

/** A tab into which nobody is signed in. It knows of no other one: the end of a session ends all. */
export class SignedOutTab {
  readonly page: Page;
  readonly board: Switchboard;
  readonly #token: string;

  private constructor(page: Page, board: Switchboard, token: string) {
    this.page = page;
    this.board = board;
    this.#token = token;
  }

  static async open(console_: ConsoleUnderTest): Promise<SignedOutTab> {
    const page = await console_.tab();
    await page.addInitScript(() => {
      const otherTab = Object.assign(new EventTarget(), { postMessage: () => undefined });
      Object.assign(globalThis, {
        otherTab,
        BroadcastChannel: function BroadcastChannel() {
          return otherTab;
        },
      });
    });
    await page.goto(`${console_.url}/sign-in`);
    await page.getByLabel('API key', { exact: true }).waitFor();
    return new SignedOutTab(page, await Switchboard.of(page), console_.service.token);
  }

  /** Leads to an address as a link does: without loading the console again. */
  async go(path: string): Promise<void> {
    await this.page.evaluate((to) => {
      document.title = 'Elsewhere';
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
  }

  async sendKey(token: string = this.#token): Promise<void> {
    await this.page.getByLabel('API key', { exact: true }).fill(token);
    await this.page.getByLabel('API key', { exact: true }).press('Enter');
  }

  async signIn(token?: string): Promise<void> {
    await this.sendKey(token);
    await this.page.getByLabel('API key', { exact: true }).waitFor({ state: 'detached' });
  }

  /** Ends the session as another tab would, with which the console forgets what it has read. */
  async leave(): Promise<void> {
    this.board.answer({});
    await this.page.evaluate(() => {
      const { otherTab } = globalThis as unknown as { otherTab: EventTarget };
      otherTab.dispatchEvent(new MessageEvent('message', { data: { kind: 'end' } }));
    });
    await this.page.getByText('You have signed out, in all tabs.').waitFor();
  }
}

/** Lends each test a tab of an earlier one: to load the console costs more than to try an answer. */
export const lendTab = (console_: () => ConsoleUnderTest) => {
  const idle: SignedOutTab[] = [];
  return async (use: (tab: SignedOutTab) => Promise<void>): Promise<void> => {
    const tab = idle.pop() ?? (await SignedOutTab.open(console_()));
    await use(tab);
    await tab.leave();
    expect(console_().faults).toEqual([]);
    idle.push(tab);
  };
};
