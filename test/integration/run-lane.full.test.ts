import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { root, runCommand } from '../run-command.ts';

let folder: string;
let list: string;

/** A project whose tests are these, and a run of its lane. */
const ran = async (tests: Readonly<Record<string, string>>): Promise<number | null> => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { test: 'vitest run' } }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, body] of Object.entries(tests)) {
    const text = `import { existsSync, appendFileSync } from 'node:fs';
      import { expect, it } from 'vitest';
      it('runs', () => { const again = existsSync('${name}.ran'); appendFileSync('${name}.ran', 'x'); ${body} });`;
    writeFileSync(join(folder, `${name}.test.js`), text);
  }
  const { code } = await runCommand(process.execPath, [join(root, 'test/run-lane.ts'), 'test'], {
    cwd: folder,
    env: { OCORE_FAILED_ONCE: list },
  });
  return code;
};
const runsOf = (name: string): number => readFileSync(join(folder, `${name}.ran`), 'utf8').length;
const failedOnce = (): string => (existsSync(list) ? readFileSync(list, 'utf8') : '');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-lane-test-'));
  list = join(folder, 'failed-once');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

describe('a lane of the gate', () => {
  it('runs a file that failed once more by itself, and names it', async () => {
    expect(await ran({ one: 'expect(again).toBe(true)', other: '' })).toBe(0);

    expect([runsOf('one'), runsOf('other')]).toEqual([2, 1]);
    expect(failedOnce()).toBe('one.test.js\n');
  });

  it('fails where a file fails again', async () => {
    expect(await ran({ one: 'expect(again).toBe(true)', other: 'expect(1).toBe(2)' })).toBe(1);

    expect(failedOnce()).toBe('');
  });

  it('fails at once where more than three files fail', async () => {
    const tests = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'expect(again).toBe(true)']));

    expect(await ran(tests)).toBe(1);

    expect(runsOf('a')).toBe(1);
  });

  it('fails where no test file is to blame', async () => {
    expect(await ran({ one: 'setTimeout(() => { throw new Error("later") }, 0)' })).toBe(1);

    expect(failedOnce()).toBe('');
  });
});
