import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { prepareWatchdogs, takeWatchdog } from '../../../../cli/runner/watchdog-process.ts';

const system = vi.hoisted(() => ({ spawn: vi.fn() }));
vi.mock('node:child_process', async (original) => ({ ...(await original<object>()), ...system }));

const watchdog = () => Object.assign(new EventEmitter(), { connected: true, ref: vi.fn(), unref: vi.fn() });

it('a watchdog that waits does not keep the runner from ending until it is taken', () => {
  const waiting = watchdog();
  system.spawn.mockReturnValueOnce(waiting);
  prepareWatchdogs(1);
  expect([waiting.unref, waiting.ref].map((call) => call.mock.calls.length)).toEqual([1, 0]);

  expect(takeWatchdog()).toBe(waiting);

  expect(waiting.ref).toHaveBeenCalledOnce();
});

it('a watchdog that is ending is passed over', () => {
  const [ending, fresh] = [watchdog(), watchdog()];
  system.spawn.mockReturnValueOnce(ending).mockReturnValueOnce(fresh);
  prepareWatchdogs(1);
  ending.connected = false;

  expect(takeWatchdog()).toBe(fresh);
});

it.each(['exit', 'error'])('after its %s, another watchdog is started ahead', (event) => {
  const [gone, next] = [watchdog(), watchdog()];
  system.spawn.mockReturnValueOnce(gone).mockReturnValueOnce(next);
  prepareWatchdogs(1);
  gone.emit(event);
  prepareWatchdogs(1);

  expect(takeWatchdog()).toBe(next);
});
