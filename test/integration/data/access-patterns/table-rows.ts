import { readFileSync } from 'node:fs';
import type { Consumed } from '../consumed-capacity.ts';

/** A row of docs/access-patterns.md. */
export type Row = { readonly id: string; readonly pattern: string; readonly functionName: string } & Consumed;

const page = new URL('../../../../docs/access-patterns.md', import.meta.url);

/** The rows of the page's table: every line that begins with an id. @throws Error for a line that is no whole row */
export const tableRows = (): readonly Row[] =>
  readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => /^\| *AP-/.test(line))
    .map((line) => {
      const cells = line.split('|').map((cell) => cell.trim());
      const [, id = '', pattern = '', functionCell = '', calls = '', read, table, index] = cells;
      const units = [read, table, index].map(Number);
      const [readUnits = Number.NaN, tableWriteUnits = Number.NaN, indexWriteUnits = Number.NaN] = units;
      if (cells.length !== 9 || units.some(Number.isNaN)) throw new Error(`This row is not whole: ${line}`);
      const functionName = functionCell.replaceAll('`', '');
      return { id, pattern, functionName, calls, readUnits, tableWriteUnits, indexWriteUnits };
    });
