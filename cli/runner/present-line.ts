import type { Redactor } from './redactor.ts';

/** Characters of one line of a log; a longer line goes on in the next. */
const mostLineCharacters = 4000;

const terminalSequence = /\p{Cc}\[[0-9;?]*[A-Za-z]/gu;
const control = /(?!\t)\p{Cc}/gu;

// What was written over the line last. By hand, since the regular expression for it takes quadratic time.
const lastWritten = (line: string): string => {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1, end);
};

// As a terminal shows it: of a progress bar what was written last, without colours and cursors.
const shown = (line: string): string => lastWritten(line).replace(terminalSequence, '').replace(control, '\ufffd');

/** What a log keeps of a line that was written: no secret, no control character, in pieces of at most 4,000 characters. */
export const presentLine = (line: string, redactor: Redactor): string[] => {
  // Once more where colours stood in the middle of a secret, which is whole without them.
  const text = redactor.redact(shown(redactor.redact(line)));
  const pieces = Math.max(1, Math.ceil(text.length / mostLineCharacters));
  return Array.from({ length: pieces }, (_, index) =>
    text.slice(index * mostLineCharacters, (index + 1) * mostLineCharacters),
  );
};
