import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from './redactor.ts';

// So many characters of a line without an end are gathered before they are handed on.
const mostWaiting = 8000;

/** Makes lines of the bytes of one stream. A line without an end comes in pieces, none of which cuts a secret in two. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  readonly #redactor: Redactor;
  readonly #take: (line: string) => void;
  #rest = '';

  /** @param take is handed the line as it is, secrets included */
  constructor(redactor: Redactor, take: (line: string) => void) {
    this.#redactor = redactor;
    this.#take = take;
  }

  write(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
    const { longest } = this.#redactor;
    if (this.#rest.length <= mostWaiting + 2 * longest) return;
    // A secret that has begun in the last characters may not be whole yet.
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
