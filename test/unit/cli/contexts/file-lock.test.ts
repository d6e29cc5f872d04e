import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whileLocked } from '../../../../cli/contexts/file-lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-lock-'));
  file = join(folder, 'contexts.json.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The id of a process that has ended. */
const gone = (): number => spawnSync('true').pid;

describe('a lock', () => {
  it('lets one work after the other, and is gone afterwards', async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = whileLocked(file, async () => {
      order.push('first begins');
      await held;
      order.push('first ends');
    });
    let looks = 0;
    const second = whileLocked(file, () => order.push('second'), {
      sleep: async () => {
        looks += 1;
        if (looks === 3) release();
        await new Promise(setImmediate);
      },
    });
    await Promise.all([first, second]);

    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is gone too where the work fails', async () => {
    await expect(whileLocked(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

    expect(existsSync(file)).toBe(false);
  });

  it('of a process that is gone is taken over', async () => {
    writeFileSync(file, `${gone()}@${hostname()}`);

    expect(await whileLocked(file, () => 'done', { sleep: () => Promise.reject(new Error('it waits')) })).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that runs', () => `${process.pid}@${hostname()}`],
    ['another host', () => `${gone()}@elsewhere.${hostname()}`],
  ])('of %s is waited for, and the end of the patience says what to do', async (_what, owner) => {
    writeFileSync(file, owner());

    await expect(whileLocked(file, () => 'done', { sleep: async () => undefined })).rejects.toThrow(
      /is held by the process .* remove the file/,
    );
    expect(existsSync(file)).toBe(true);
  });
});
