import { readPythonNumber } from './python-number.ts';
import { readPythonString } from './python-string.ts';
import { PythonSyntaxError, type PythonValue } from './python-value.ts';

/** The maximum text length in UTF-16 units. The longest OCA manifest has about 10,000. */
export const maxLiteralLength = 262_144;
// Python's tokenizer takes 200 brackets; its parser gives up somewhere below.
const maxDepth = 100;
const stringStart = /(?:[uU]|[rR][bB]?|[bB][rR]?)?(?=['"])/y;
const word = /[A-Za-z_][A-Za-z_0-9]*/y;
const names: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ['True', true],
  ['False', false],
  ['None', null],
]);
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const space = new Set([' ', '\t', '\n', '\f']);

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  /** Lists, sets, dicts, and tuples that hold one: no key of a dict and no member of a set. */
  readonly #unhashable = new WeakSet<object>();

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PythonValue {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at += 1;
    const start = this.#at;
    this.#skipSpace();
    // Blanks before the value on a later line are an indentation. A form feed begins the line anew.
    const before = this.#text.slice(start, this.#at);
    if (/\n[ \t\f]*[ \t]$/.test(before)) throw new PythonSyntaxError(this.#text, this.#at, 'is indented');
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#wrong();
    return value;
  }

  #value(): PythonValue {
    this.#skipSpace();
    const letter = this.#text[this.#at] ?? '';
    if (letter in closers) return this.#nested(letter);
    if (this.#match(stringStart, true) !== undefined) return this.#strings();
    if (letter === '-' || letter === '+') {
      this.#at += 1;
      this.#skipSpace();
      return letter === '-' ? -this.#number() : this.#number();
    }
    const name = this.#match(word);
    if (name === undefined) return this.#number();
    const value = names.get(name);
    if (value === undefined) throw new PythonSyntaxError(this.#text, this.#at, 'holds more than plain values');
    this.#at += name.length;
    return value;
  }

  #number(): number {
    const number = readPythonNumber(this.#text, this.#at);
    if (number === null) throw this.#wrong();
    this.#at = number[1];
    return number[0];
  }

  /** One string, or several adjacent ones, which Python joins. */
  #strings(): string {
    const pieces: string[] = [];
    let bytes: boolean | undefined;
    for (let prefix = this.#match(stringStart, true); prefix !== undefined; prefix = this.#match(stringStart, true)) {
      const form = { raw: /r/i.test(prefix), bytes: /b/i.test(prefix) };
      if (bytes !== undefined && bytes !== form.bytes) {
        throw new PythonSyntaxError(this.#text, this.#at, 'texts and bytes cannot be joined');
      }
      bytes = form.bytes;
      const [value, end] = readPythonString(this.#text, this.#at + prefix.length, form);
      pieces.push(value);
      this.#at = end;
      // Without brackets around them, a line break ends the value.
      if (this.#depth === 0 && this.#text[this.#at] === '\n') break;
      this.#skipSpace();
    }
    return pieces.join('');
  }

  #nested(opener: string): PythonValue {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new PythonSyntaxError(this.#text, this.#at, 'is nested too deep');
    this.#at += 1;
    const value = opener === '{' ? this.#dictOrSet() : this.#listOrTuple(opener);
    this.#depth -= 1;
    return value;
  }

  #listOrTuple(opener: string): PythonValue {
    const closer = closers[opener] ?? '';
    const values: PythonValue[] = [];
    while (!this.#take(closer)) {
      values.push(this.#value());
      if (this.#take(',')) continue;
      if (!this.#take(closer)) throw this.#wrong();
      // Parentheses without a comma do not make a tuple.
      if (opener === '(' && values.length === 1) return values[0] ?? null;
      break;
    }
    if (opener === '[' || !values.every((one) => this.#isHashable(one))) this.#unhashable.add(values);
    return values;
  }

  #isHashable(value: PythonValue): boolean {
    return typeof value !== 'object' || value === null || !this.#unhashable.has(value);
  }

  #dictOrSet(): PythonValue {
    const entries = new Map<PythonValue, PythonValue>();
    const members: PythonValue[] = [];
    while (!this.#take('}')) {
      const key = this.#value();
      if (!this.#isHashable(key)) {
        throw new PythonSyntaxError(this.#text, this.#at, 'a list, set or dict is no key, nor in a set');
      }
      if (members.length === 0 && this.#take(':')) {
        entries.set(key, this.#value());
      } else if (entries.size === 0) {
        members.push(key);
      } else {
        throw this.#wrong();
      }
      if (this.#take(',')) continue;
      if (!this.#take('}')) throw this.#wrong();
      break;
    }
    const value = members.length > 0 ? members : entries;
    this.#unhashable.add(value);
    return value;
  }

  #take(letter: string): boolean {
    this.#skipSpace();
    const found = this.#text[this.#at] === letter;
    if (found) this.#at += 1;
    return found;
  }

  /** Blanks, line breaks, comments, and backslashes that join lines. */
  #skipSpace(): void {
    for (;;) {
      const letter = this.#text[this.#at] ?? '';
      if (space.has(letter)) {
        this.#at += 1;
      } else if (letter === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end === -1 ? this.#text.length : end;
      } else if (letter === '\\' && this.#text[this.#at + 1] === '\n' && this.#at + 2 < this.#text.length) {
        this.#at += 2;
      } else {
        return;
      }
    }
  }

  #match(pattern: RegExp, mayBeEmpty = false): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    return found === '' && !mayBeEmpty ? undefined : found;
  }

  #wrong(): PythonSyntaxError {
    const letter = this.#text[this.#at];
    return new PythonSyntaxError(
      this.#text,
      this.#at,
      letter === undefined ? 'ends too early' : `${JSON.stringify(letter)} is not expected`,
    );
  }
}

/**
 * Reads a text that is one Python literal, like `ast.literal_eval`: strings, numbers, True, False, None, and lists,
 * tuples, sets and dicts of them; also what that refuses is refused. It executes nothing and takes one pass. Unlike
 * Python it refuses complex numbers, `...`, `set()`, tuples without brackets, texts longer than `maxLiteralLength`, and
 * a nesting deeper than 100; and it takes any name in `\N{…}`, which it keeps as it is written.
 * @throws PythonSyntaxError with line and reason
 */
export const readPythonLiteral = (written: string): PythonValue => {
  if (written.length > maxLiteralLength) throw new PythonSyntaxError(written, 0, 'is too long to be read');
  // Python opens text files so: each kind of line break is one of its own.
  const text = written.replaceAll(/\r\n?/g, '\n');
  if (text.startsWith('\uFEFF')) throw new PythonSyntaxError(text, 0, 'begins with a byte order mark');
  const nul = text.indexOf('\0');
  if (nul !== -1) throw new PythonSyntaxError(text, nul, 'holds a null byte');
  return new LiteralReader(text).whole();
};
