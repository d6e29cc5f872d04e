import { UsageError } from './usage-error.ts';

/**
 * Checks a text that every call sends in a header, which takes visible ASCII: with another one each call would fail as if
 * the service did not answer.
 * @param variable where it stands; the text itself is never said, because it may be a key
 * @throws UsageError
 */
export const requireSendable = (variable: string, text: string | undefined): void => {
  if (text === undefined || !/[^\x20-\x7e]/.test(text.trim())) return;
  throw new UsageError(`${variable} holds a line break or a letter that is not ASCII. Copy it anew.`);
};
