import { cutText } from '#shared/contract/text-limits.ts';
import type { Redactor } from './redactor.ts';

/** The most characters of a log line. A longer line continues in the next. */
const maxLineCharacters = 4000;

const terminalSequence = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const control = /(?!\t)\p{Cc}/gu;

// The text after the last carriage return. Not a regular expression, which would take quadratic time.
const lastWritten = (line: string): string => {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
};

// The line as a terminal shows it: the last state of a progress bar, without colours and cursor movements.
const shown = (line: string): string => lastWritten(line).replace(terminalSequence, '').replace(control, '\ufffd');

/** Cuts a text into pieces, between its characters: half of one would be shown as two unknown ones. */
const piecesOf = (text: string): string[] => {
  const pieces: string[] = [];
  for (let rest = text; rest !== '' || pieces.length === 0; ) {
    const piece = cutText(rest, maxLineCharacters);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
};

/** Prepares a line for the log: without secrets and control characters, in pieces of at most 4,000 characters. */
export const presentLine = (line: string, redactor: Redactor): string[] => {
  // Redacted twice, because colour codes may have split a secret.
  return piecesOf(redactor.redact(shown(redactor.redact(line))));
};
