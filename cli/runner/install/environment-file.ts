import { UsageError } from '../../usage-error.ts';

const assignment = /^\s*([A-Za-z_]\w*)=/;

/** @throws UsageError for what no line holds */
const lineOf = (name: string, value: string): string => {
  if (/\p{Cc}/u.test(value)) throw new UsageError(`${name} holds a control character.`);
  return `${name}="${value.replace(/["\\`$]/g, '\\$&')}"`;
};

/** The variables that a file sets. */
export const namesIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => assignment.exec(line)?.[1] ?? []);

/**
 * Sets variables in a file for systemd's EnvironmentFile. All other lines stay, such as credentials that somebody added.
 * Source: systemd.exec(5), "EnvironmentFile=".
 * @param text what the file holds; empty for a new one
 */
export const withVariables = (text: string, values: Readonly<Record<string, string>>): string => {
  const left = new Map(Object.entries(values));
  const lines = text.split('\n').flatMap((line) => {
    const name = assignment.exec(line)?.[1];
    if (name === undefined || !Object.hasOwn(values, name)) return [line];
    const value = left.get(name);
    left.delete(name);
    // The last one of several would count.
    return value === undefined ? [] : [lineOf(name, value)];
  });
  while (lines.at(-1) === '') lines.pop();
  return `${[...lines, ...[...left].map(([name, value]) => lineOf(name, value))].join('\n')}\n`;
};
