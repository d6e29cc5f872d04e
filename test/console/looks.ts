import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = new URL('pictures/', import.meta.url).pathname;

type Rules = { readonly type: 'rule' | 'tag'; readonly values: readonly string[] };

/** What has to do with colours, and so may be right in light and wrong in dark. Everything else is the same in both. */
export const colourRules: Rules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
/** WCAG 2.2 AA, and what axe recommends. */
export const allRules: Rules = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

type Scheme = 'light' | 'dark';
type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly string[] };

/**
 * A picture into the folder that git ignores: of the whole screen, or of the window where a dialog lies over it, which is no
 * higher.
 */
export const picture = async (page: Page, name: string): Promise<void> => {
  const fullPage = (await page.getByRole('dialog').count()) === 0;
  // What sticks to the top of the window would stand in the middle of the picture.
  if (fullPage) await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage, animations: 'disabled' });
};

/** Shows the screen in light or in dark, and waits until it stands there so. */
export const inScheme = async (page: Page, scheme: Scheme): Promise<void> => {
  await page.emulateMedia({ colorScheme: scheme });
  // The page follows the system a moment later.
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
  await animationsEnded(page);
};

/** Puts axe into the document, once. A script element would be refused by the policy of the page. */
const axeOf = async (page: Page): Promise<void> => {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axe);
};

/** Waits for what moves or changes its colour, but not for what turns for ever. */
const animationsEnded = async (page: Page): Promise<void> => {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(Number(animation.effect?.getComputedTiming().endTime)));
    await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
};

/** The serious and critical violations of these rules on the screen. */
export const violations = async (page: Page, runOnly: Rules): Promise<readonly Violation[]> => {
  await axeOf(page);
  return page.evaluate(async (rules) => {
    type Found = { id: string; impact: string | null; nodes: { target: unknown[]; failureSummary?: string }[] };
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Found[] }> } };
    // Without selectors for all that is right, which take most of the time.
    const result = await axe.run({ runOnly: rules, resultTypes: ['violations'] });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({
        id,
        impact: impact ?? '',
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
      }));
  }, runOnly);
};

/** What is wider than its box, so that it has to be scrolled sideways: the document, or something in it. None may be. */
export const scrollsSideways = (page: Page): Promise<readonly string[]> =>
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
