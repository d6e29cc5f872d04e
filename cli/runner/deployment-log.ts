import { backOffMs, pause } from './back-off.ts';
import { isTransient } from './is-transient.ts';
import { LineReader } from './line-reader.ts';
import { presentLine } from './present-line.ts';
import type { Redactor } from './redactor.ts';
import type { LogLine } from './runner-api.ts';
import { takeChunk } from './take-chunk.ts';

/** Limits of one deployment's log: bytes and lines from the beginning, and additional lines from the end. */
const logLimits = { bytes: 10_000_000, lines: 100_000, lastLines: 200 };

/** How long lines are collected before they are sent, in milliseconds. */
const gatherMs = 500;
// Above this many unsent lines the command's pipe is not read.
const maxWaitingLines = 4000;

// About two minutes. A log that cannot be sent must not block a deployment for ever.
const maxFailures = 8;

const bytesOf = (text: string): number => Buffer.byteLength(text) + 1;

type Append = (seq: number, lines: readonly LogLine[]) => Promise<void>;

export type DeploymentLogOptions = {
  readonly append: Append;
  readonly redactor: Redactor;
  /** Stops retrying: the lease is lost. */
  readonly signal: AbortSignal;
  readonly limits?: typeof logLimits;
};

/**
 * The log of one deployment, sent in chunks while it grows. Above the limits its middle is left out: only the last
 * lines are kept, because they show why a command failed. A note says how much is missing.
 */
export class DeploymentLog {
  readonly #options: DeploymentLogOptions;
  readonly #limits: typeof logLimits;
  #waiting: LogLine[] = [];
  /** Unredacted lines. */
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

  /** Why the service refused lines; null if it accepted all. */
  get refused(): unknown {
    return this.#refused;
  }

  /** Adds a line of the runner itself. */
  say(text: string): void {
    const reader = this.reader();
    reader.write(Buffer.from(text));
    reader.end();
  }

  /** Makes a reader for one stream. */
  reader(): LineReader {
    return new LineReader(this.#options.redactor, (line) => this.#add(line));
  }

  /** Resolves when more lines can be added. */
  async room(): Promise<void> {
    while (this.#waiting.length > maxWaitingLines && this.#isSending) {
      this.#gathered.abort();
      await this.#sending;
    }
  }

  /** Sends the remaining lines. */
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
        if (!isTransient(error) || failures >= maxFailures) {
          this.#refused = error;
          return;
        }
        await pause(backOffMs(failures), this.#options.signal);
      }
    }
  }
}
