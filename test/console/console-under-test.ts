import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pictures = new URL('pictures/', import.meta.url).pathname;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Scheme = 'light' | 'dark';
type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly string[] };

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

  private constructor(parts: {
    readonly service: TestService;
    readonly context: BrowserContext;
    readonly profile: string;
  }) {
    this.service = parts.service;
    this.url = parts.service.local.url;
    this.#context = parts.context;
    this.#profile = parts.profile;
  }

  static async start(options: Parameters<typeof TestService.start>[0] = {}): Promise<ConsoleUnderTest> {
    const service = await TestService.start(options);
    const profile = await mkdtemp(join(tmpdir(), 'console-profile-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: flags,
      viewport: { width: 1280, height: 900 },
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

  /** A new tab. What its console reports as an error is collected in `faults`. */
  async tab(): Promise<Page> {
    const page = await this.#context.newPage();
    page.on('console', (message) => {
      // A failed call is written by the browser itself; what the page does with it is what counts.
      const isOfBrowser = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isOfBrowser) this.faults.push(message.text());
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== new URL(this.url).origin) this.otherOrigins.push(request.url());
    });
    page.on('pageerror', (error) => this.faults.push(String(error)));
    return page;
  }

  /** A tab in which the Owner, or another key, is signed in, and that has loaded nothing yet. */
  async newTab(token: string = this.service.token): Promise<Page> {
    const page = await this.tab();
    await page.addInitScript(
      (session) => {
        // Only the first document of the tab: a later sign-out has to last.
        if (sessionStorage.getItem('test.signed-in') !== null) return;
        sessionStorage.setItem('test.signed-in', 'yes');
        sessionStorage.setItem('ocore.session', session);
      },
      JSON.stringify({ kind: 'apiKey', token }),
    );
    return page;
  }

  /** As `newTab`, at an address of the console. */
  async signedIn(path = '/projects', token?: string): Promise<Page> {
    const page = await this.newTab(token);
    await page.goto(`${this.url}${path}`);
    return page;
  }

  /** Serious and critical violations of WCAG 2.2 AA on the screen, in light and in dark. */
  async axe(page: Page): Promise<Readonly<Record<Scheme, readonly Violation[]>>> {
    const found: Record<Scheme, readonly Violation[]> = { light: [], dark: [] };
    // A script element would be refused by the policy of the page.
    await page.evaluate(await readFile(axePath, 'utf8'));
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      // The page follows the system a moment later.
      await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
      await animationsEnded(page);
      found[scheme] = await violations(page);
    }
    await page.emulateMedia({ colorScheme: null });
    return found;
  }

  /** Fails for a serious or critical violation, in light or dark, and takes the pictures of the screen. */
  async expectAccessible(page: Page, name: string): Promise<void> {
    expect(await this.axe(page)).toEqual({ light: [], dark: [] });
    await this.pictures(page, name);
  }

  /** Pictures of a screen in light, dark and on a telephone, into the folder that git ignores. */
  async pictures(page: Page, name: string): Promise<void> {
    await mkdir(pictures, { recursive: true });
    const before = page.viewportSize() ?? { width: 1280, height: 900 };
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: join(pictures, `${name}-${scheme}.png`), fullPage: true, animations: 'disabled' });
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 360, height: 780 });
    await page.screenshot({ path: join(pictures, `${name}-narrow.png`), fullPage: true, animations: 'disabled' });
    expect(await scrollsSideways(page)).toEqual([]);
    await page.setViewportSize(before);
  }
}

/** Waits for what moves or changes its colour, but not for what turns for ever. */
const animationsEnded = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime)));
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
};

const violations = (page: Page): Promise<readonly Violation[]> =>
  page.evaluate(async () => {
    type Found = { id: string; impact: string | null; nodes: { target: unknown[]; failureSummary?: string }[] };
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Found[] }> } };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Without selectors for all that is right, which take most of the time.
    const result = await axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({
        id,
        impact: impact ?? '',
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
      }));
  });

/** What is wider than its box, so that it has to be scrolled sideways: the document, or something in it. None may be. */
const scrollsSideways = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const scrolls = (element: Element): boolean =>
      element === document.documentElement || ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    return (
      [...document.querySelectorAll('*')]
        .filter((element) => element.scrollWidth > element.clientWidth && scrolls(element))
        // A log and a text to copy keep their lines.
        .filter((element) => !element.matches('.log, pre, code'))
        .map((element) => element.outerHTML.slice(0, 160))
    );
  });
