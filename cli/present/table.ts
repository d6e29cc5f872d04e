import { type Cell, cellText, type Screen } from './cell.ts';

const gap = 2;
const narrowest = 8;

const lengthOf = (text: string): number => [...text].length;
const cut = (text: string, width: number): string =>
  lengthOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - lengthOf(text)));

/** Takes from the widest column until all of them fit. The first one, which is copied, stays whole. */
const fitted = (widths: readonly number[], width: number): readonly number[] => {
  const fit = [...widths];
  for (;;) {
    const over = fit.reduce((sum, one) => sum + one, 0) + gap * (fit.length - 1) - width;
    const widest = fit.reduce(
      (best, one, index) => (index > 0 && one > (fit[best] ?? 0) ? index : best),
      Math.min(1, fit.length - 1),
    );
    const room = (fit[widest] ?? 0) - narrowest;
    if (over <= 0 || widest === 0 || room <= 0) return fit;
    fit[widest] = (fit[widest] ?? 0) - 1;
  }
};

const tableOf = (rows: readonly (readonly string[])[], screen: Screen): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))));
  const fit = screen.width === null ? widths : fitted(widths, screen.width);
  return rows
    .map((row) =>
      row
        .map((text, column) => pad(cut(text, fit[column] ?? 0), fit[column] ?? 0))
        .join(' '.repeat(gap))
        .trimEnd(),
    )
    .map((line) => `${screen.width === null ? line : cut(line, screen.width)}\n`)
    .join('');
};

/** A table of rows with its head. Nothing at all without a row. */
export const listTable = (rows: readonly Readonly<Record<string, Cell>>[], screen: Screen): string => {
  const [first] = rows;
  if (first === undefined) return '';
  const columns = Object.keys(first);
  const head = columns.map((name) => name.replace(/([A-Z])/g, ' $1').toUpperCase());
  return tableOf([head, ...rows.map((row) => columns.map((name) => cellText(row[name], screen)))], screen);
};

const isCell = (value: unknown): value is Cell =>
  value === null ||
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** The fields of a resource, one in each line; what is inside another has the names of both. */
const fieldsOf = (value: object, prefix = ''): readonly (readonly [string, Cell])[] =>
  Object.entries(value).flatMap(([name, inner]): readonly (readonly [string, Cell])[] => {
    const path = `${prefix}${name}`;
    if (isCell(inner)) return [[path, inner]];
    if (!Array.isArray(inner)) return fieldsOf(inner as object, `${path}.`);
    return inner.flatMap((one: object, index) => fieldsOf(one, `${path}.${index + 1}.`));
  });

/** A table of the fields of one resource. */
export const fieldTable = (value: object, screen: Screen): string =>
  tableOf([['FIELD', 'VALUE'], ...fieldsOf(value).map(([name, cell]) => [name, cellText(cell, screen)])], screen);
