import { backOffMs, pause } from './back-off.ts';
import { isPassing } from './is-passing.ts';
import { LineReader } from './line-reader.ts';
import { presentLine } from './present-line.ts';
import type { Redactor } from './redactor.ts';
import type { LogLine } from './runner-api.ts';
import { takeChunk } from './take-chunk.ts';

/** Of one deployment: bytes and lines that are kept as they come, and lines of its end that are kept besides. */
const logLimits = { bytes: 10_000_000, lines: 100_000, lastLines: 200 };

/** Milliseconds from a line to the call that carries it. */
const gatherMs = 500;
// While so much waits to be sent, the command's pipe waits too.
const mostWaitingLines = 4000;

// About two minutes. A log that nobody takes must not hold up a deployment for ever.
const mostFailures = 8;

const bytesOf = (text: string): number => Buffer.byteLength(text) + 1;

type Append = (seq: number, lines: readonly LogLine[]) => Promise<void>;

export type DeploymentLogOptions = {
  readonly append: Append;
  readonly redactor: Redactor;
  /** Ends further tries: nobody takes the lines any more. */
  readonly signal: AbortSignal;
  readonly limits?: typeof logLimits;
};

/**
 * The log of one deployment, sent in chunks while it grows. Past its limits the middle is left out: what comes after is
 * only kept for the last lines, which tell why a command failed, with a note of how much is missing between.
 */
export class DeploymentLog {
  readonly #options: DeploymentLogOptions;
  readonly #limits: typeof logLimits;
  #waiting: LogLine[] = [];
  /** As they were written, secrets included. */
  #last: LogLine[] = [];
  #bytes = 0;
  #lines = 0;
  #leftOut = { lines: 0, bytes: 0 };
  #seq = 1;
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  #gathered = new AbortController();
  #refused: unknown = null;

  constructor(options: DeploymentLogOptions) {
    this.#options = options;
    this.#limits = options.limits ?? logLimits;
  }

  /** Why the service took no more lines; null where it took all. */
  get refused(): unknown {
    return this.#refused;
  }

  /** A line of the runner itself. */
  say(text: string): void {
    const reader = this.reader();
    reader.write(Buffer.from(text));
    reader.end();
  }

  /** Takes the bytes of one stream. */
  reader(): LineReader {
    return new LineReader(this.#options.redactor, (line) => this.#add(line));
  }

  /** Resolves when there is room for more. */
  async room(): Promise<void> {
    while (this.#waiting.length > mostWaitingLines && this.#isSending) {
      this.#gathered.abort();
      await this.#sending;
    }
  }

  /** Sends what is left. */
  async end(): Promise<void> {
    const lines = this.#leftOut.lines - this.#last.length;
    const bytes = this.#leftOut.bytes - this.#last.reduce((sum, line) => sum + bytesOf(line.text), 0);
    const note = `ocore: ${lines} lines (${bytes} bytes) are left out here: a log keeps ${this.#limits.lines} lines and ${this.#limits.bytes} bytes. Its last lines follow.`;
    if (lines > 0) this.#waiting.push({ at: new Date().toISOString(), text: note });
    for (const { at, text } of this.#last) this.#keep(at, text);
    this.#last = [];
    this.#leftOut = { lines: 0, bytes: 0 };
    this.#gathered.abort();
    this.#send(0);
    while (this.#isSending) await this.#sending;
  }

  #add(text: string): void {
    const at = new Date().toISOString();
    if (this.#leftOut.lines === 0 && this.#lines < this.#limits.lines && this.#bytes < this.#limits.bytes) {
      this.#keep(at, text);
      this.#send(gatherMs);
      return;
    }
    this.#leftOut = { lines: this.#leftOut.lines + 1, bytes: this.#leftOut.bytes + bytesOf(text) };
    this.#last.push({ at, text });
    if (this.#last.length > this.#limits.lastLines) this.#last.shift();
  }

  #keep(at: string, written: string): void {
    for (const text of presentLine(written, this.#options.redactor)) {
      this.#lines += 1;
      this.#bytes += bytesOf(text);
      this.#waiting.push({ at, text });
    }
  }

  #send(afterMs: number): void {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#sending = this.#drain(afterMs).finally(() => {
      this.#isSending = false;
    });
  }

  async #drain(afterMs: number): Promise<void> {
    this.#gathered = new AbortController();
    await pause(afterMs, AbortSignal.any([this.#options.signal, this.#gathered.signal]));
    while (this.#waiting.length > 0) {
      const lines = takeChunk(this.#waiting);
      if (this.#refused === null && !this.#options.signal.aborted) await this.#append(lines);
      this.#seq += lines.length;
    }
  }

  async #append(lines: readonly LogLine[]): Promise<void> {
    for (let failures = 0; !this.#options.signal.aborted; failures += 1) {
      try {
        return await this.#options.append(this.#seq, lines);
      } catch (error) {
        if (!isPassing(error) || failures >= mostFailures) {
          this.#refused = error;
          return;
        }
        await pause(backOffMs(failures), this.#options.signal);
      }
    }
  }
}
