import { text } from 'node:stream/consumers';
import { UsageError } from './usage-error.ts';

/**
 * Reads a secret from standard input, without the end of its line.
 * @throws UsageError where it is empty
 */
export const secretFromInput = async (): Promise<string> => {
  const secret = (await text(process.stdin)).trim();
  if (secret === '') throw new UsageError('Nothing came from stdin. For instance: ocore … < file');
  return secret;
};
