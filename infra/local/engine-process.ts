import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether the engine listens. @param said what it has written to its standard error */
export type Listens = (said: string) => Promise<boolean>;

/** A busy machine takes over 8 s to start Java. An engine that ends is noticed at once. */
const startMs = 60_000;

// The shell waits until its standard input closes and then ends the engine. The engine therefore ends with this
// process, even after kill -9. It runs in its own process group, so that Ctrl-C reaches this process first. It lets go
// of standard error, which then closes when the engine ends. What the engine writes is for this user alone.
const underWatch =
  'umask 077; trap "" INT; "$@" & engine=$!; exec 2>/dev/null; read -r _; kill "$engine"; wait "$engine"';

/** An engine that ends with this process. */
export class EngineProcess {
  #said = '';
  #ended = false;
  readonly #child: ChildProcess;
  readonly #exit: Promise<void>;

  constructor(command: readonly string[]) {
    this.#child = spawn('sh', ['-c', underWatch, 'engine', ...command], {
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    this.#exit = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', ({ message }) => {
        this.#said += message;
        this.#ended = true;
        resolve();
      });
    });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-8000);
    });
    this.#child.stderr?.once('close', () => {
      this.#ended = true;
    });
    this.#child.unref();
  }

  /** The newest part of its standard error. */
  get said(): string {
    return this.#said;
  }

  /** Closing the input lets the shell end the engine. A killed shell would leave it running. */
  stop(): Promise<void> {
    // Else this process ends before the engine does, with whatever waits for it undone, when nothing else keeps it.
    this.#child.ref();
    this.#child.stdin?.end();
    return this.#exit;
  }

  /** @returns false if it has ended, or does not listen in time */
  async untilItListens(listens: Listens): Promise<boolean> {
    const deadline = Date.now() + startMs;
    while (!this.#ended && Date.now() < deadline) {
      if (await listens(this.#said)) return true;
      await sleep(5);
    }
    return false;
  }
}
