import type { Page } from 'playwright-core';
import type { ConsoleRoute } from '#shared/contract/console-routes.ts';
import type { State } from './writes-world.ts';

type Step = (page: Page) => Promise<unknown>;

/** Something that the console changes: how it is begun, what sends it, and what is entered before. */
export type Write = {
  readonly operation: string;
  /** The file of `console/` that makes it. */
  readonly of: string;
  /** What leads to the button that sends it. */
  readonly begin: Step;
  readonly send: string;
  /** What a field takes, by its label, where it does not take any text. */
  readonly texts: Readonly<Record<string, string>>;
};

/** A screen in a state, and the writes that are tried there one after another. */
export type Place = {
  readonly route: ConsoleRoute;
  readonly state: State;
  /** Whether the caller is a person, and not an API key. */
  readonly isPerson?: true;
  readonly writes: readonly Write[];
};

type Texts = Write['texts'];
type Site = `${string} of ${string}`;

const named = (site: Site): Pick<Write, 'operation' | 'of'> => {
  const [operation = '', of = ''] = site.split(' of ');
  return { operation, of: `console/${of}` };
};

const nothing: Step = () => Promise.resolve();

/** Presses a button. "Staging: Deploy" stands in the card of Staging. */
export const press =
  (button: string): Step =>
  (page) => {
    const [name = '', card] = button.split(': ').reverse();
    const where = card === undefined ? page : page.getByRole('article', { name: card });
    return where.getByRole('button', { name, exact: true }).press('Enter');
  };

/** A dialog. @param opener its button @param then what is chosen in it by hand, before every field is changed */
export const dialog = (site: Site, opener: string, send: string, texts: Texts = {}, then: Step = nothing): Write => ({
  ...named(site),
  begin: async (page) => {
    await press(opener)(page);
    await page.getByRole('dialog').waitFor();
    await then(page);
  },
  send,
  texts,
});

/** A button of the screen itself. @param begin what makes it appear */
export const onScreen = (site: Site, send: string, texts: Texts = {}, begin: Step = nothing): Write => ({
  ...named(site),
  begin,
  send,
  texts,
});
