import { readPythonString } from './python-string.ts';
import { PythonSyntaxError, type PythonValue } from './python-value.ts';

/** The maximum text length in UTF-16 units. The longest OCA manifest has about 10,000. */
export const maxLiteralLength = 262_144;
// Python's own limit is 200.
const maxDepth = 100;

const stringStart = /(?:[uU]|[rR][bB]?|[bB][rR]?)?(?=['"])/y;
const word = /[A-Za-z_][A-Za-z_0-9]*/y;
const number =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/y;
const names: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ['True', true],
  ['False', false],
  ['None', null],
]);
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const space = new Set([' ', '\t', '\n', '\r', '\f', '\uFEFF']);

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): PythonValue {
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
    const digits = this.#match(number);
    if (digits === undefined) throw this.#wrong();
    this.#at += digits.length;
    if (this.#match(word) !== undefined) throw this.#wrong();
    return Number(digits.replaceAll('_', ''));
  }

  /** One string, or several adjacent ones, which Python joins. */
  #strings(): string {
    const pieces: string[] = [];
    for (let prefix = this.#match(stringStart, true); prefix !== undefined; prefix = this.#match(stringStart, true)) {
      const [value, end] = readPythonString(this.#text, this.#at + prefix.length, /r/i.test(prefix));
      pieces.push(value);
      this.#at = end;
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
      return opener === '(' && values.length === 1 ? (values[0] ?? null) : values;
    }
    return values;
  }

  #dictOrSet(): PythonValue {
    const entries = new Map<string | number | boolean | null, PythonValue>();
    const members: PythonValue[] = [];
    while (!this.#take('}')) {
      const key = this.#value();
      if (members.length === 0 && this.#take(':')) {
        if (typeof key === 'object' && key !== null) {
          throw new PythonSyntaxError(this.#text, this.#at, 'a key is neither a text nor a number');
        }
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
    return members.length > 0 ? members : entries;
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
      } else if (letter === '\\' && /^\r?\n/.test(this.#text.slice(this.#at + 1, this.#at + 3))) {
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
 * tuples, sets and dicts of them. It executes nothing, takes one pass, and refuses texts longer than `maxLiteralLength`
 * or nested deeper than 100.
 * @throws PythonSyntaxError with line and reason
 */
export const readPythonLiteral = (text: string): PythonValue => {
  if (text.length > maxLiteralLength) throw new PythonSyntaxError(text, 0, 'is too long to be read');
  return new LiteralReader(text).whole();
};
