import { text } from 'node:stream/consumers';
import { askSecret, canAsk } from './confirm.ts';
import { UsageError } from './usage-error.ts';

const nothingCame = (): UsageError => new UsageError('Nothing came from stdin. For instance: ocore … < file');

/**
 * Reads a secret from standard input, without the end of its line. On a terminal it asks for it, and does not show it.
 * @param what it is, for the question
 * @throws UsageError where it is empty
 */
export const secretFromInput = async (what: string): Promise<string> => {
  const secret = canAsk() ? await askSecret(`${what}: `) : (await text(process.stdin)).trim();
  if (secret === '') throw nothingCame();
  return secret;
};

/**
 * Reads all of standard input: a secret of several lines, which no question takes.
 * @throws UsageError where it is empty
 */
export const textFromInput = async (): Promise<string> => {
  const all = await text(process.stdin);
  if (all.trim() === '') throw nothingCame();
  return all;
};
