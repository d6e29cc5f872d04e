import type { ApiCommand, Params } from '../tree/command.ts';
import type { Screen } from './cell.ts';
import type { Format } from './format.ts';
import { fieldTable, listTable } from './table.ts';

/** The rows of a list: the one field of an answer that holds several. */
export const rowsOf = (body: unknown): readonly unknown[] => {
  const found = Object.values(body as object).find((value) => Array.isArray(value));
  return (found ?? []) as readonly unknown[];
};

/** The format of a command that was not asked for one. */
export const usualFormat = (command: ApiCommand): Format => (command.shape === 'id' ? 'id' : 'table');

/**
 * The text that a command prints for an answer, including the end of its last line.
 * @param body the answer, read
 * @param raw the answer as it came
 * @param params what the command line named
 */
export const present = async (
  command: ApiCommand,
  format: Format,
  { body, raw }: { readonly body: unknown; readonly raw: string },
  screen: Screen,
  params: Params,
): Promise<string> => {
  if (format === 'json') return `${raw.trimEnd()}\n`;
  if (format === 'yaml') {
    // Loaded only where it is asked for.
    const { yamlOf } = await import('./yaml.ts');
    return yamlOf(body);
  }
  if (format === 'id') {
    const { idOf } = command;
    if (idOf === null) return '';
    const ids = command.shape === 'list' ? rowsOf(body).map((row) => idOf(row, params)) : [idOf(body, params)];
    return ids.map((id) => `${id}\n`).join('');
  }
  if (command.shape !== 'list') return fieldTable(body as object, screen);
  return [rowsOf(body).map((row) => command.columns(row)), command.below(body)]
    .map((rows) => listTable(rows, screen))
    .filter((table) => table !== '')
    .join('\n');
};
