import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from './redactor.ts';

// The most characters of an unfinished line that are buffered.
const maxWaiting = 8000;

/**
 * Splits the bytes of one stream into lines. A very long line is passed on in pieces, and no cut goes through a secret.
 */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #redactor: Redactor;
  readonly #take: (line: string) => void;
  #rest = '';

  /** @param take receives the unredacted line */
  constructor(redactor: Redactor, take: (line: string) => void) {
    this.#redactor = redactor;
    this.#take = take;
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    const { longest } = this.#redactor;
    if (this.#rest.length <= maxWaiting + 2 * longest) return;
    // The last characters may be the beginning of a secret.
    const cut = this.#redactor.cut(this.#rest, this.#rest.length - longest);
    this.#take(this.#rest.slice(0, cut));
    this.#rest = this.#rest.slice(cut);
  }

  end(): void {
    const last = this.#rest + this.#decoder.end();
    this.#rest = '';
    if (last !== '') this.#take(last);
  }
}
