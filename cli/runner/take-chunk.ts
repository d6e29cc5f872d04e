import { mostLogBytes, mostLogLines } from '#shared/contract/runner.ts';
import type { LogLine } from './runner-api.ts';

/** Takes off the front of a queue what one call carries: at most 1,000 lines and 64 KB of text, and one line at least. */
export const takeChunk = (waiting: LogLine[]): LogLine[] => {
  let bytes = 0;
  let count = 0;
  for (const { text } of waiting.slice(0, mostLogLines)) {
    bytes += Buffer.byteLength(text);
    if (bytes > mostLogBytes && count > 0) break;
    count += 1;
  }
  return waiting.splice(0, count);
};
