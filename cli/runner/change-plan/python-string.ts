import { PythonSyntaxError } from './python-value.ts';

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
/** Letters of the longest `{NAME}` of a character, and some more. */
const maxCharacterName = 120;
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const fromCodePoint = (text: string, at: number, code: number): string => {
  if (code > 0x10ffff) throw new PythonSyntaxError(text, at, 'an escape names no character');
  return String.fromCodePoint(code);
};

/** Reads the escape sequence at `at`. Returns its value and its end. */
const readEscape = (text: string, at: number, bytes: boolean): readonly [string, number] => {
  const letter = text[at + 1] ?? '';
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return [simple, at + 2];
  const digits = bytes && letter !== 'x' ? undefined : hexDigits[letter];
  if (digits !== undefined) {
    const hex = text.slice(at + 2, at + 2 + digits);
    if (hex.length !== digits || !/^[\da-fA-F]+$/.test(hex)) {
      throw new PythonSyntaxError(text, at, 'an escape is cut short');
    }
    return [fromCodePoint(text, at, Number.parseInt(hex, 16)), at + 2 + digits];
  }
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined) {
    const code = Number.parseInt(octal, 8);
    return [String.fromCodePoint(bytes ? code & 0xff : code), at + 1 + octal.length];
  }
  // The value of \N{NAME} would need the table of all names, so it is kept as written.
  if (letter === 'N' && !bytes && !/^\{[^{}\n]+\}/.test(text.slice(at + 2, at + 2 + maxCharacterName))) {
    throw new PythonSyntaxError(text, at, '\\N needs the name of a character in braces');
  }
  // Python keeps unknown escapes.
  return [`\\${letter}`, at + 1 + letter.length];
};

/**
 * Reads the Python string whose quote is at `at`, in one pass.
 * @param form raw: backslashes stand for themselves; bytes: ASCII alone, without escapes for other characters
 * @returns its value and its end
 * @throws PythonSyntaxError if it does not end, or if an escape is invalid
 */
export const readPythonString = (
  text: string,
  at: number,
  form: { readonly raw: boolean; readonly bytes: boolean },
): readonly [value: string, end: number] => {
  const quote = text[at] ?? '';
  const triple = text.startsWith(quote.repeat(3), at);
  const end = triple ? quote.repeat(3) : quote;
  const pieces: string[] = [];
  let next = at + end.length;
  let piece = next;
  while (next < text.length) {
    const letter = text[next];
    if (letter === quote && text.startsWith(end, next)) {
      if (form.bytes && /[^\0-\x7f]/.test(text.slice(at, next))) {
        throw new PythonSyntaxError(text, at, 'bytes hold ASCII alone');
      }
      pieces.push(text.slice(piece, next));
      return [pieces.join(''), next + end.length];
    }
    if (letter === '\n' && !triple) break;
    if (letter !== '\\') {
      next += 1;
    } else if (form.raw) {
      // Even in a raw string, a backslash before a quote prevents the end.
      next += 2;
    } else {
      pieces.push(text.slice(piece, next));
      const [value, after] = readEscape(text, next, form.bytes);
      pieces.push(value);
      next = after;
      piece = after;
    }
  }
  throw new PythonSyntaxError(text, at, 'a text does not end');
};
