import type { Locator, Page } from 'playwright-core';

/** What somebody has entered, and what the screen says of it. */
export type Entered = {
  /** Every field of the document, with its value. */
  readonly fields: readonly string[];
  readonly path: string;
  readonly dialogs: number;
  readonly alerts: number;
  /** What is said to have been done: the titles of reports, and the notice. */
  readonly said: readonly string[];
  /** Buttons that still send. */
  readonly sending: number;
};

export const enteredNow = (page: Page): Promise<Entered> =>
  page.evaluate(() => {
    const count = (selector: string): number => document.querySelectorAll(selector).length;
    const fields = document.querySelectorAll<HTMLInputElement>('input, select, textarea');
    const said = document.querySelectorAll(
      '.mantine-Alert-root[role=status] .mantine-Alert-title, .notices > [role=status]',
    );
    return {
      fields: [...fields].map(
        ({ labels, ariaLabel, type, value, checked }) =>
          `${labels?.[0]?.textContent ?? ariaLabel}: ${/checkbox|radio/.test(type) ? `${value} ${checked}` : value}`,
      ),
      path: location.pathname,
      dialogs: count('[role=dialog]'),
      alerts: count('[role=alert]'),
      said: [...said].map(({ textContent }) => textContent ?? ''),
      sending: count('button[data-loading=true]'),
    };
  });

/** Fits most fields that take a text. */
const anyText = 'glpat-entered';

type Field = { readonly field: Locator; readonly label: string };

const enteredIn = (field: Locator): Promise<string> =>
  field.evaluate(({ type, checked, value }: HTMLInputElement) => (type === 'checkbox' ? String(checked) : value));

/**
 * Changes each of some fields, also those that come with the choice in another.
 * @throws Error for one that is as it was
 */
const changeEach = async (fields: Locator, change: (one: Field) => Promise<unknown>): Promise<void> => {
  for (let index = 0; index < (await fields.count()); index += 1) {
    const field = fields.nth(index);
    const label = await field.evaluate(
      (element: HTMLInputElement) => element.labels?.[0]?.textContent ?? element.ariaLabel ?? '',
    );
    const before = await enteredIn(field);
    await change({ field, label });
    if ((await enteredIn(field)) === before) throw new Error(`${label} is as it was: ${before}.`);
  }
};

const hasChoice = 'select:enabled:has(option + option)';
const hasText = ':is(input:not([type=checkbox], [type=radio], [type=hidden]), textarea):enabled';

/**
 * Changes every field of a form: takes another choice, turns each checkbox, and writes into all else.
 * @param texts what a field takes, by its label, where it does not take any text or another choice is meant
 */
export const enterAll = async (form: Locator, texts: Readonly<Record<string, string>>): Promise<void> => {
  await changeEach(form.locator(hasChoice), async ({ field, label }) => {
    const other = await field.locator('option:not(:checked)').last().getAttribute('value');
    await field.selectOption(label in texts ? { label: String(texts[label]) } : { value: other ?? '' });
  });
  // A key, where a click would wait for the next frame: a tab behind another one has one a second.
  await changeEach(form.locator('input[type=checkbox]:enabled'), ({ field }) => field.press('Space'));
  await changeEach(form.locator(hasText), ({ field, label }) => {
    const asked = /^Type (.+) to confirm$/.exec(label)?.[1];
    return field.fill(texts[label] ?? asked ?? anyText);
  });
};

const isPlace = [
  '@role="dialog"',
  'self::form',
  'self::li',
  '@role="cell"',
  'self::section[@aria-label]',
  'contains(@class, "mantine-Card-root")',
  'contains(@class, "notices")',
  '@id="main"',
].join(' or ');
const ancestors = `ancestor::*[${isPlace}][1]`;

/** Where the action of a button is: its dialog, form, row, card or notice. */
export const placeOf = (button: Locator): Locator => button.locator(`xpath=${ancestors}`);
