export type Option = { readonly value: string; readonly label: string };

/**
 * The choices of a list, with the one that is chosen now although it is not among them: they were not read yet, or cannot
 * be, or it was deleted. A browser would show the first one in its place, and so something that nobody has chosen. Pure.
 */
export const withChosen = (options: readonly Option[], chosen: Option | null): Option[] =>
  chosen === null || options.some(({ value }) => value === chosen.value) ? [...options] : [chosen, ...options];
