import type { Locator, Page } from 'playwright-core';

type Stop = { readonly name: string; readonly isVisible: boolean };

/** More stops than any screen has. */
const maxStops = 200;

/** What the keyboard is on, and whether somebody sees that, by an outline within the window. */
const stopOf = (page: Page): Promise<Stop | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    element.setAttribute('data-reached', '');
    const style = getComputedStyle(element);
    const hasOutline = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
    const { left, right } = element.getBoundingClientRect();
    return { name: element.outerHTML.slice(0, 160), isVisible: hasOutline && right > 0 && left >= 0 };
  });

/** Walks once through the screen with the Tab key. @returns what it stopped at, in order */
export const tabStops = async (page: Page): Promise<readonly Stop[]> => {
  // From the beginning of the document, wherever the screen has put the focus.
  await page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
  });
  const stops: Stop[] = [];
  while (stops.length < maxStops) {
    await page.keyboard.press('Tab');
    const stop = await stopOf(page);
    if (stop === null || stop.name === stops[0]?.name) return stops;
    stops.push(stop);
  }
  throw new Error(`More than ${maxStops} stops: the Tab key leads round.`);
};

/** What can be operated with a pointer and was not reached by `tabStops`. Of a group of radio buttons, one is enough. */
export const unreached = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'a[href], button:not(:disabled), input:not(:disabled):not([type=radio]), select, textarea, summary',
      ),
    ]
      .filter(
        (element) => element.checkVisibility({ visibilityProperty: true }) && !element.hasAttribute('data-reached'),
      )
      .map((element) => element.outerHTML.slice(0, 160)),
  );

/** Whether the keyboard is on something. */
export const hasFocus = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);
