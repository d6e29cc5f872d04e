/** What stands in a cell of a table. */
export type Cell = string | number | boolean | null | undefined | readonly string[];

/** How a table is shown: to a person at a terminal, or plain and whole. */
export type Screen = {
  /** Characters in a line; null: not a terminal, nothing is cut. */
  readonly width: number | null;
  readonly now: Date;
};

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
// What a terminal would obey: a commit message, a branch and a name are other people's texts.
const obeyed = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu;

const units = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `3 hours ago`. */
export const relativeTime = (timestamp: string, now: Date): string => {
  const seconds = Math.round((Date.parse(timestamp) - now.getTime()) / 1000);
  const [unit, size] = units.find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en').format(Math.trunc(seconds / size), unit);
};

/** One line without anything that moves a cursor or a colour. */
export const plainText = (text: string): string => text.replace(obeyed, ' ');

/** A line of a log for a terminal: its tabs stay. */
export const plainLine = (text: string): string => text.split('\t').map(plainText).join('\t');

/** The text of a cell. Times are relative on a terminal alone. */
export const cellText = (cell: Cell, screen: Screen): string => {
  if (cell === null || cell === undefined || cell === '') return '-';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell !== 'string') return cell.length === 0 ? '-' : plainText(cell.join(', '));
  if (screen.width !== null && instant.test(cell)) return relativeTime(cell, screen.now);
  return plainText(cell);
};
