import { type ChildProcess, spawn } from 'node:child_process';
import { endProcesses } from './end-processes.ts';
import { GuardOrder, type GuardReport } from './guard-message.ts';
import { removeDirectory } from './remove-directory.ts';

// A process between the runner and what it runs. The channel to the runner closes when the runner ends, however it ends,
// kill -9 included: then everything that was started here ends too. It starts nothing before it has been told to, so that
// there is no moment in which something runs unguarded.

let child: ChildProcess | null = null;
let start: Extract<GuardOrder, { kind: 'start' }> | null = null;

const end = (signal: NodeJS.Signals): void => endProcesses(child?.pid ?? null, start?.marker ?? null, signal);

const tell = (report: GuardReport, then: () => void = () => undefined): void => {
  process.send?.(report, undefined, undefined, then);
};

const run = (order: Extract<GuardOrder, { kind: 'start' }>): void => {
  start = order;
  const started = spawn(order.file, order.arguments, {
    cwd: order.directory,
    env: order.environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  child = started;
  started.once('error', (error) => tell({ kind: 'refused', message: error.message }, () => process.exit()));
  started.once('spawn', () => tell({ kind: 'started', group: started.pid ?? 0 }));
  started.once('exit', (code, signal) => {
    end('SIGKILL');
    tell({ kind: 'ended', code, signal }, () => process.exit());
  });
};

// Signals are the runner's to answer: a terminal and systemd send them to this process too.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => undefined);

process.on('disconnect', () => {
  end('SIGKILL');
  for (const directory of start?.remove ?? []) removeDirectory(directory);
  process.exit();
});

process.on('message', (message) => {
  const order = GuardOrder.parse(message);
  if (order.kind === 'start') return run(order);
  end('SIGTERM');
  setTimeout(() => end('SIGKILL'), order.graceMs);
});
