/** Replaces a secret. */
export const redacted = '[redacted]';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Shorter pieces would also match ordinary words.
const shortest = 8;
/** A possible piece of a key, however it was wrapped. */
const run = /[A-Za-z0-9+/=]{16,}/g;

const encodings = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(secret),
  ];
};

/**
 * Removes secrets from text: plain, and in base64, hexadecimal and URL encoding. Of keys it removes every piece of 16
 * characters.
 */
export class Redactor {
  readonly #words = new Set<string>();
  readonly #bodies: string[] = [];
  #pattern: RegExp | null = null;
  /** The length of the longest secret, which must not be split. */
  longest = 0;

  /** @param words single-line secrets such as tokens */
  constructor(words: readonly string[] = []) {
    this.#addWords(words.flatMap(encodings));
  }

  /** @param key a multi-line secret in PEM */
  addKey(key: string): void {
    const base64 = Buffer.from(key).toString('base64');
    const hex = Buffer.from(key).toString('hex');
    this.#bodies.push(key.replace(/-----[^-]*-----|\s/g, ''), base64, hex);
    this.#addWords([...key.split('\n').filter((line) => !line.startsWith('-----')), base64, hex]);
  }

  redact(text: string): string {
    const words = this.#pattern === null ? text : text.replace(this.#pattern, redacted);
    return words.replace(run, (piece) => (this.#bodies.some((body) => body.includes(piece)) ? redacted : piece));
  }

  /** The last position up to `wanted` at which a text can be cut without splitting a secret. */
  cut(text: string, wanted: number): number {
    if (this.#pattern === null) return wanted;
    for (const { index, 0: found } of text.matchAll(this.#pattern)) {
      if (index < wanted && index + found.length > wanted) return index;
    }
    return wanted;
  }

  #addWords(words: readonly string[]): void {
    for (const word of words) if (word.length >= shortest) this.#words.add(word);
    const longestFirst = [...this.#words].sort((one, other) => other.length - one.length);
    if (longestFirst[0] === undefined) return;
    this.#pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
    this.longest = longestFirst[0].length;
  }
}
