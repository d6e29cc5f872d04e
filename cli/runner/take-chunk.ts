import { maxLogBytes, maxLogLines } from '#shared/contract/runner.ts';
import type { LogLine } from './runner-api.ts';

/**
 * Removes the lines of one call from the front of a queue: at most 1,000 lines and 64 KB of text, at least one line.
 */
export const takeChunk = (waiting: LogLine[]): LogLine[] => {
  let bytes = 0;
  let count = 0;
  for (const { text } of waiting.slice(0, maxLogLines)) {
    bytes += Buffer.byteLength(text);
    if (bytes > maxLogBytes && count > 0) break;
    count += 1;
  }
  return waiting.splice(0, count);
};
