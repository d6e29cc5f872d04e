import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardedCommand } from '#test/fixtures/guarded-command.ts';
import { type GuardedCommand, runGuarded } from '../../../../cli/runner/run-guarded.ts';

const watchdog = vi.hoisted(() => ({ spawn: vi.fn() }));
vi.mock('node:child_process', async (original) => ({ ...(await original<object>()), ...watchdog }));

/** A watchdog that says nothing by itself. */
const quietWatchdog = (stdout = new PassThrough().end()) =>
  Object.assign(new EventEmitter(), {
    stdout,
    stderr: new PassThrough().end(),
    connected: true,
    send: vi.fn(),
  });

const run = (onOutput: GuardedCommand['onOutput']) => runGuarded(guardedCommand('deploy', onOutput));

it('takes the end of a command from a report that is read after the exit of its watchdog', async () => {
  const guard = quietWatchdog();
  watchdog.spawn.mockReturnValue(guard);
  const running = run(() => undefined);

  guard.emit('exit', 0, null);
  await new Promise(setImmediate);
  guard.emit('message', { kind: 'ended', code: 0, signal: null });
  guard.emit('disconnect');

  await expect(running).resolves.toEqual({ code: 0, signal: null, timedOut: false, stopped: false });
});

describe('the output of a command that has ended', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const ended = (guard: ReturnType<typeof quietWatchdog>): void => {
    guard.emit('message', { kind: 'ended', code: 0, signal: null });
    guard.emit('exit', 0, null);
    guard.emit('disconnect');
  };
  const settled = () => new Promise(setImmediate);

  /** A command that writes twice and ends, while the log still takes the first. */
  const slowlyTaken = async () => {
    const stdout = new PassThrough();
    const guard = quietWatchdog(stdout);
    watchdog.spawn.mockReturnValue(guard);
    const [taken, room] = [[] as string[], Promise.withResolvers<void>()];
    const running = run((_stream, chunk) => {
      taken.push(String(chunk));
      return room.promise;
    });
    stdout.write('first');
    await settled();
    stdout.write('last');
    ended(guard);
    await settled();
    return { running, taken, room };
  };

  it('is taken whole, also where the log is slow', async () => {
    const { running, taken, room } = await slowlyTaken();

    vi.advanceTimersByTime(50_000);
    room.resolve();
    await settled();
    vi.advanceTimersByTime(2000);

    await expect(running).resolves.toMatchObject({ code: 0 });
    expect(taken).toEqual(['first', 'last']);
  });

  it('ends after two seconds where nothing is left to take, although somebody keeps the pipe open', async () => {
    const guard = quietWatchdog(new PassThrough());
    watchdog.spawn.mockReturnValue(guard);
    const running = run(() => undefined);
    ended(guard);
    await settled();

    vi.advanceTimersByTime(2000);

    await expect(running).resolves.toMatchObject({ code: 0 });
  });

  it('ends after a minute where the log takes nothing more', async () => {
    const { running, taken, room } = await slowlyTaken();

    vi.advanceTimersByTime(60_000);
    room.resolve();

    await expect(running).resolves.toMatchObject({ code: 0 });
    expect(taken).toEqual(['first']);
  });
});
