import { type ChildProcess, spawn } from 'node:child_process';
import { endProcesses } from './end-processes.ts';
import { GuardOrder, type GuardReport } from './guard-message.ts';
import { removeDirectory } from './remove-directory.ts';

// A process between the runner and the command. Its channel to the runner closes when the runner ends in any way, kill
// -9 included. It then ends everything that it started. It starts nothing without an order, so nothing ever runs
// unguarded.

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

// The runner handles signals. A terminal and systemd send them to this process too, where they are ignored.
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
