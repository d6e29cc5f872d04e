import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { allRules, colourRules, inScheme, picture, scrollsSideways, violations } from './looks.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const desktop = { width: 1280, height: 900 };
/** The narrowest window that a screen has to fit. */
export const telephone = { width: 360, height: 780 };

/** The service with the console that it builds, and a real Chromium, each of its own. */
export class ConsoleUnderTest {
  readonly service: TestService;
  readonly url: string;
  /** What the browser's console said that it should not, so far: errors of scripts, of the policy, of React. */
  readonly faults: string[] = [];
  /** What the browser has asked of anybody but the service. */
  readonly otherOrigins: string[] = [];
  readonly #context: BrowserContext;
  readonly #profile: string;
  /** Tabs of tests that have ended. A new one costs a third of a visit. */
  readonly #idle: Page[] = [];
  #visits = 0;

  private constructor(parts: {
    readonly service: TestService;
    readonly context: BrowserContext;
    readonly profile: string;
  }) {
    this.service = parts.service;
    this.url = parts.service.local.url;
    this.#context = parts.context;
    this.#profile = parts.profile;
    this.#watch(parts.context);
  }

  static async start(options: Parameters<typeof TestService.start>[0] = {}): Promise<ConsoleUnderTest> {
    const service = await TestService.start(options);
    const profile = await mkdtemp(join(tmpdir(), 'console-profile-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: flags,
      viewport: desktop,
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(60_000);
    return new ConsoleUnderTest({ service, context, profile });
  }

  async stop(): Promise<void> {
    await this.#context.close();
    await this.service.stop();
    await rm(this.#profile, { recursive: true, force: true });
  }

  /** Signs out of the issuer too. */
  async forgetCookies(): Promise<void> {
    await this.#context.clearCookies();
  }

  /** A new tab, which stays until somebody closes it. */
  async tab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** A tab in which the Owner, or another key, is signed in, and that has loaded nothing yet. It ends with its test. */
  async newTab(token: string = this.service.token): Promise<Page> {
    const page = this.#idle.pop() ?? (await this.#context.newPage());
    this.#visits += 1;
    const signIn = await page.addInitScript(
      ({ visit, session }) => {
        // Only the first document of the visit: a later sign-out has to last.
        if (location.protocol !== 'http:' || sessionStorage.getItem('test.visit') === String(visit)) return;
        sessionStorage.clear();
        localStorage.clear();
        sessionStorage.setItem('test.visit', String(visit));
        sessionStorage.setItem('ocore.session', session);
      },
      { visit: this.#visits, session: JSON.stringify({ kind: 'apiKey', token }) },
    );
    onTestFinished(async () => {
      await signIn.dispose();
      await this.#leave(page);
    });
    return page;
  }

  /** Makes a tab as good as new for the next test. What stays open reads again every few seconds, and costs that. */
  async #leave(page: Page): Promise<void> {
    if (page.isClosed()) return;
    for (const event of ['request', 'response', 'dialog'] as const) page.removeAllListeners(event);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.goto('about:blank');
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(desktop);
    this.#idle.push(page);
  }

  /** Collects what any tab reports as an error, in `faults`, and what it asks of others. */
  #watch(context: BrowserContext): void {
    context.on('console', (message) => {
      // A failed call is written by the browser itself; what the page does with it is what counts.
      const isOfBrowser = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isOfBrowser) this.faults.push(message.text());
    });
    context.on('weberror', (error) => this.faults.push(String(error.error())));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(this.url).origin) this.otherOrigins.push(request.url());
    });
  }

  /** As `newTab`, at an address of the console. */
  async signedIn(path = '/projects', token?: string): Promise<Page> {
    const page = await this.newTab(token);
    await page.goto(`${this.url}${path}`);
    return page;
  }

  /**
   * Fails for a serious or critical violation of WCAG 2.2 AA, in light or dark, and for what scrolls sideways at 360 px. Takes
   * pictures of the screen in light, dark and on a telephone, into the folder that git ignores.
   */
  async expectAccessible(page: Page, name: string): Promise<void> {
    await inScheme(page, 'dark');
    const dark = await violations(page, colourRules);
    await picture(page, `${name}-dark`);
    await inScheme(page, 'light');
    const light = await violations(page, allRules);
    await picture(page, `${name}-light`);
    expect({ light, dark }).toEqual({ light: [], dark: [] });
    await this.expectToFit(page, name);
    await page.emulateMedia({ colorScheme: null });
  }

  /** Fails for what scrolls sideways at 360 px. @param name of the picture of that; none is taken without one */
  async expectToFit(page: Page, name: string | null = null): Promise<void> {
    const before = page.viewportSize() ?? desktop;
    await page.setViewportSize(telephone);
    if (name !== null) await picture(page, `${name}-narrow`);
    expect(await scrollsSideways(page)).toEqual([]);
    await page.setViewportSize(before);
  }
}
