import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { runGuarded } from '../../../../cli/runner/run-guarded.ts';

const watchdog = vi.hoisted(() => ({ spawn: vi.fn() }));
vi.mock('node:child_process', async (original) => ({ ...(await original<object>()), ...watchdog }));

/** A watchdog that says nothing by itself. */
const quietWatchdog = () =>
  Object.assign(new EventEmitter(), {
    stdout: new PassThrough().end(),
    stderr: new PassThrough().end(),
    connected: true,
    send: vi.fn(),
  });

it('takes the end of a command from a report that is read after the exit of its watchdog', async () => {
  const guard = quietWatchdog();
  watchdog.spawn.mockReturnValue(guard);
  const running = runGuarded({
    file: 'deploy',
    arguments: [],
    directory: '.',
    environment: {},
    marker: null,
    remove: [],
    signal: new AbortController().signal,
    graceMs: 1000,
    timeoutMs: 60_000,
    onOutput: () => undefined,
  });

  guard.emit('exit', 0, null);
  await new Promise(setImmediate);
  guard.emit('message', { kind: 'ended', code: 0, signal: null });
  guard.emit('disconnect');

  await expect(running).resolves.toEqual({ code: 0, signal: null, timedOut: false, stopped: false });
});
