import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { endProcesses } from './end-processes.ts';
import { type GuardOrder, GuardReport } from './guard-message.ts';
import { takeWatchdog } from './watchdog-process.ts';

// A process that escaped with an empty environment may keep the pipes open for ever. What came before may still wait for a
// slow log: each look finds out, for a minute in all.
const lastOutputMs = 2000;
const maxLooks = 30;

export type GuardedCommand = {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly marker: string | null;
  readonly remove: readonly string[];
  /** Stops it: SIGTERM, and SIGKILL after the grace period. */
  readonly signal: AbortSignal;
  readonly graceMs: number;
  readonly timeoutMs: number;
  /** Receives the output. Reading pauses until the promise resolves. */
  readonly onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => Promise<void> | void;
};

export type CommandResult = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** Whether it was stopped before it ended by itself. */
  readonly stopped: boolean;
};

const pump = async (stream: Readable | null, take: (chunk: Buffer) => Promise<void>): Promise<void> => {
  try {
    for await (const chunk of (stream ?? []) as AsyncIterable<Buffer>) await take(chunk);
  } catch (error) {
    // Destroyed by us, below.
    if (stream?.destroyed !== true) throw error;
  }
};

/**
 * Runs a program in its own process group, behind a watchdog. When the program ends, is stopped, or this process dies,
 * the watchdog ends the whole group and every process with the marker in its environment.
 * @throws Error if the program cannot be started
 */
export const runGuarded = async (options: GuardedCommand): Promise<CommandResult> => {
  const guard = takeWatchdog();
  let taking = 0;
  const output = (['stdout', 'stderr'] as const).map((name) =>
    pump(guard[name], async (chunk) => {
      taking += 1;
      await options.onOutput(name, chunk);
      taking -= 1;
    }),
  );
  let group: number | null = null;
  let report: GuardReport | null = null;
  let timedOut = false;
  let stopped = false;
  const order = (one: GuardOrder): void => {
    if (guard.connected) guard.send(one, () => undefined);
  };
  const stop = (): void => {
    stopped ||= report?.kind !== 'ended';
    order({ kind: 'stop', graceMs: options.graceMs });
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, options.timeoutMs);
  guard.on('message', (message) => {
    report = GuardReport.parse(message);
    if (report.kind !== 'started') return;
    group = report.group;
    if (options.signal.aborted) stop();
  });
  options.signal.addEventListener('abort', stop);
  try {
    order({
      kind: 'start',
      file: options.file,
      arguments: [...options.arguments],
      directory: options.directory,
      environment: options.environment,
      marker: options.marker,
      remove: [...options.remove],
    });
    // Its exit may be seen before its last report is read. Nothing is left to read once its channel has ended.
    await Promise.all([once(guard, 'exit'), once(guard, 'disconnect')]);
    return await endOf();
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
    let looks = 0;
    const cut = setInterval(() => {
      looks += 1;
      if (taking > 0 && looks < maxLooks) return;
      for (const stream of [guard.stdout, guard.stderr]) stream?.destroy();
    }, lastOutputMs);
    try {
      await Promise.all(output);
    } finally {
      clearInterval(cut);
    }
  }

  async function endOf(): Promise<CommandResult> {
    const last = report as GuardReport | null;
    if (last?.kind === 'ended') return { code: last.code, signal: last.signal, timedOut, stopped };
    if (last?.kind === 'refused') throw new Error(`${options.file} cannot be started: ${last.message}.`);
    // The watchdog was killed. Nothing may run without one.
    endProcesses(group, options.marker, 'SIGKILL');
    return { code: null, signal: 'SIGKILL', timedOut, stopped };
  }
};
