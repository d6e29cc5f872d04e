import { type ChildProcess, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { guardedCommand } from '#test/fixtures/guarded-command.ts';
import { runGuarded } from '../../../cli/runner/run-guarded.ts';
import { prepareWatchdogs, takeWatchdog } from '../../../cli/runner/watchdog-process.ts';

const started = vi.hoisted((): ChildProcess[] => []);
vi.mock('node:child_process', async (original) => {
  const real = await original<typeof import('node:child_process')>();
  const spawn = (...args: Parameters<typeof real.spawn>) => {
    const child = real.spawn(...args);
    started.push(child);
    return child;
  };
  return { ...real, spawn };
});

const source = fileURLToPath(new URL('../../../cli/runner/watchdog-process.ts', import.meta.url));
const waiting: ReturnType<typeof takeWatchdog>[] = [];
/** A watchdog that waits, out of the hands of the runner. */
const taken = () => {
  const watchdog = takeWatchdog();
  waiting.push(watchdog);
  return watchdog;
};
afterEach(() => {
  for (const watchdog of waiting.splice(0)) watchdog.disconnect();
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const run = (file: string) => {
  let output = '';
  const command = guardedCommand(file, (_stream, chunk) => {
    output += chunk.toString();
  });
  return runGuarded(command).then((result) => ({ ...result, output }));
};

it('a command runs behind the watchdog that was started ahead of it', async () => {
  prepareWatchdogs(1);
  const before = started.length;

  const { code, output } = await run('/bin/pwd');

  expect({ code, output }).toEqual({ code: 0, output: '/\n' });
  expect(started).toHaveLength(before);
});

it('as many wait as were asked for, and each is taken once', () => {
  prepareWatchdogs(2);
  prepareWatchdogs(1);

  const pids = [taken(), taken(), taken()].map(({ pid }) => pid);

  expect(new Set(pids).size).toBe(3);
});

it('one that died while it waited is not taken', async () => {
  prepareWatchdogs(1);
  const [dead] = started.slice(-1);
  dead?.kill('SIGKILL');
  await expect.poll(() => dead?.connected).toBe(false);

  const { code } = await run('/bin/pwd');

  expect(code).toBe(0);
  expect(started.at(-1)).not.toBe(dead);
});

it('those that wait do not keep the runner from ending, and end with it', async () => {
  const program = `
    import { prepareWatchdogs, takeWatchdog } from ${JSON.stringify(source)};
    prepareWatchdogs(2);
    const shown = takeWatchdog();
    shown.unref(); shown.channel.unref(); shown.stdout.unref(); shown.stderr.unref();
    console.log(shown.pid);
  `;

  const pid = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });

  await expect.poll(() => isAlive(Number(pid))).toBe(false);
});
