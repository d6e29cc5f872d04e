import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepToOwner } from '#infra/local/keep-to-owner.ts';
import { LocalFailure } from '#infra/local/local-failure.ts';
import { processStart } from '#infra/local/process-start.ts';
import { ephemeralState, openStateDirectory } from '#infra/local/state-directory.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ocore-state-'));
  directory = join(parent, 'nested', '.ocore');
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const inState = (name: string): string => join(directory, name);
const modeOf = (path: string): number => statSync(path).mode & 0o777;
/** A process id that nobody has: that of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const lockedBy = (content: string): void => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(inState('lock'), content);
};
const failureOf = (attempt: () => unknown): LocalFailure => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof LocalFailure) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

const source = new URL('../../../../infra/local/state-directory.ts', import.meta.url).href;

/** A process that opens one state after the other, each at its moment, tells which it got, and holds them until its input ends. */
const startsAtOnce = (wish: { readonly parent: string; readonly begin: number; readonly rounds: number }) =>
  spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { openStateDirectory } = await import(${JSON.stringify(source)});
     const { parent, begin, rounds } = ${JSON.stringify(wish)};
     const won = [];
     const nothing = new Int32Array(new SharedArrayBuffer(4));
     while (Date.now() < begin) Atomics.wait(nothing, 0, 0, 5);
     for (let round = 0; round < rounds; round += 1) {
       while (Date.now() < begin + round * 20);
       try { openStateDirectory(\`\${parent}/round-\${round}\`); won.push(round); } catch {}
     }
     console.log(JSON.stringify(won));
     process.stdin.resume().once('end', () => process.exit());`,
  ]);

describe('openStateDirectory', () => {
  it('makes the directory, for its owner alone', () => {
    openStateDirectory(directory);

    expect(modeOf(directory)).toBe(0o700);
    expect(modeOf(inState('access-key'))).toBe(0o600);
    expect(modeOf(inState('lock'))).toBe(0o600);
  });

  it('makes an access key once and finds it again', () => {
    const first = openStateDirectory(directory);
    first.release();

    const second = openStateDirectory(directory);

    expect(first.accessKey).toMatch(/^OCORE[0-9A-F]{32}$/);
    expect(second.accessKey).toBe(first.accessKey);
  });

  it('closes an access key that others could read', () => {
    openStateDirectory(directory).release();
    chmodSync(inState('access-key'), 0o644);

    openStateDirectory(directory);

    expect(modeOf(inState('access-key'))).toBe(0o600);
  });

  it('closes a directory and files of the state that others could read, and no other file', () => {
    openStateDirectory(directory).release();
    const state = ['access-key', 'secrets.json', 'organization.json', 'stream.json', 'stream.json.new'];
    const database = ['table.sqlite', 'table.sqlite-wal', 'table/shared-local-instance.db'];
    mkdirSync(inState('table'));
    for (const name of [...state, ...database, 'script.sh']) {
      if (name !== 'access-key') writeFileSync(inState(name), '{}');
      chmodSync(inState(name), 0o755);
    }
    for (const folder of [directory, inState('table')]) chmodSync(folder, 0o777);

    openStateDirectory(directory);

    expect([directory, inState('table')].map(modeOf)).toEqual([0o700, 0o700]);
    expect([...state, ...database].filter((name) => modeOf(inState(name)) !== 0o600)).toEqual([]);
    expect(modeOf(inState('script.sh'))).toBe(0o755);
  });

  it('takes a directory by a symbolic link', () => {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    symlinkSync(directory, join(parent, 'link'));

    openStateDirectory(join(parent, 'link'));

    expect(modeOf(directory)).toBe(0o700);
  });

  it('makes its access key whole, though an earlier start was killed while it did that', () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(inState('access-key.new'), 'OCORE01');

    const { accessKey } = openStateDirectory(directory);

    expect(readFileSync(inState('access-key'), 'utf8')).toBe(accessKey);
    expect(existsSync(inState('access-key.new'))).toBe(false);
  });

  it('makes another access key for another directory', () => {
    expect(openStateDirectory(directory).accessKey).not.toBe(openStateDirectory(`${directory}2`).accessKey);
  });

  it('keeps what is written for the next start', () => {
    const first = openStateDirectory(directory);
    first.write('x.json', { größe: [1, null] });
    first.release();

    expect(openStateDirectory(directory).read('x.json')).toEqual({ größe: [1, null] });
  });

  it('writes files for their owner alone, and whole: nothing is left beside them', () => {
    const state = openStateDirectory(directory);

    state.write('x.json', 1);
    state.write('x.json', 2);

    expect(modeOf(inState('x.json'))).toBe(0o600);
    expect(readdirSync(directory).sort()).toEqual(['access-key', 'lock', 'x.json']);
  });

  it('reads null for a file that does not exist yet', () => {
    expect(openStateDirectory(directory).read('x.json')).toBeNull();
  });

  it('survives a crash in the middle of a write: half a new file is not looked at', () => {
    const state = openStateDirectory(directory);
    state.write('x.json', 1);
    writeFileSync(inState('x.json.new'), '{"half":');

    expect(state.read('x.json')).toBe(1);
  });

  it('tells where its files lie', () => {
    expect(openStateDirectory(directory).file('x')).toBe(inState('x'));
  });
});

describe('a state of another user', () => {
  const user = (process.getuid?.() ?? 0) + 1;

  it('is refused with a sentence where the directory is theirs, and nothing is changed', () => {
    mkdirSync(directory, { recursive: true, mode: 0o755 });

    const failure = failureOf(() => keepToOwner(directory, user));

    expect(failure.message).toBe(
      `${directory} belongs to another user (id ${user - 1}), who could read and change the state. Choose another --state-dir, or start oCore as that user.`,
    );
    expect(modeOf(directory)).toBe(0o755);
  });

  it.runIf(process.getuid?.() === 0)('is refused where one file is theirs', () => {
    openStateDirectory(directory).release();
    chownSync(inState('access-key'), user, 0);

    expect(failureOf(() => openStateDirectory(directory)).message).toContain(`${inState('access-key')} belongs`);
    expect(existsSync(inState('lock'))).toBe(false);
  });
});

describe('the lock', () => {
  const own = `${process.pid} ${processStart(process.pid)}`;

  it('keeps a second service out and names the first', () => {
    // The test's own parent is alive and is not this process.
    lockedBy(String(process.ppid));

    const failure = failureOf(() => openStateDirectory(directory));

    expect(failure.message).toBe(
      `Another oCore (process ${process.ppid}) uses the state in ${directory}. Stop it, or choose another --state-dir.`,
    );
    expect(readFileSync(inState('lock'), 'utf8')).toBe(String(process.ppid));
  });

  it.each([
    ['by the process that holds it, with its start', () => `${process.ppid} ${processStart(process.ppid)}`],
    ['by this very process', () => own],
  ])('keeps a service out that is held %s', (_what, content) => {
    lockedBy(content());

    expect(failureOf(() => openStateDirectory(directory)).message).toContain('Another oCore (process');
    expect(readFileSync(inState('lock'), 'utf8')).toBe(content());
  });

  it('names this process and when it started', () => {
    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(own);
  });

  it('is given back', () => {
    openStateDirectory(directory).release();

    expect(existsSync(inState('lock'))).toBe(false);
  });

  it('of a process that was killed is taken over', () => {
    lockedBy(String(deadPid()));

    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(own);
  });

  it('whose process id another process has now is taken over', () => {
    lockedBy(`${process.ppid} 1`);

    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(own);
  });

  it('that was left is not taken over while another start does just that', () => {
    const left = `${deadPid()} 1`;
    lockedBy(left);
    const turn = `lock.after-${createHash('sha256').update(left).digest('hex').slice(0, 16)}`;
    writeFileSync(inState(turn), `${process.ppid} ${processStart(process.ppid)}`);

    expect(failureOf(() => openStateDirectory(directory)).message).toContain(`(process ${process.ppid})`);
    expect(readFileSync(inState('lock'), 'utf8')).toBe(left);
  });

  it('that was left is taken over where an earlier start was killed while it did that', () => {
    const left = `${deadPid()} 1`;
    lockedBy(left);
    const turn = `lock.after-${createHash('sha256').update(left).digest('hex').slice(0, 16)}`;
    writeFileSync(inState(turn), `${deadPid()} 2`);

    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(own);
    expect(readdirSync(directory).filter((name) => name.startsWith('lock'))).toEqual(['lock']);
  });

  it('that was left goes to one of several that start at the same moment', async () => {
    const rounds = 5;
    const dead = deadPid();
    for (let round = 0; round < rounds; round += 1) {
      mkdirSync(join(parent, `round-${round}`));
      writeFileSync(join(parent, `round-${round}`, 'lock'), `${dead} ${round}`);
    }

    const starts = Array.from({ length: 4 }, () => startsAtOnce({ parent, begin: Date.now() + 1500, rounds }));
    const answers = await Promise.all(starts.map((start) => once(start.stdout, 'data')));
    for (const start of starts) start.stdin.end();

    const won = answers.flatMap(([answer]) => JSON.parse(String(answer)) as number[]).sort((one, other) => one - other);
    expect(won).toEqual(Array.from({ length: rounds }, (_, round) => round));
  });

  it('that another process has taken meanwhile is not given back by this one', () => {
    const state = openStateDirectory(directory);
    writeFileSync(inState('lock'), `${process.ppid} 1`);

    state.release();

    expect(existsSync(inState('lock'))).toBe(true);
  });

  it.each(['', '\n', 'garbage', '0', '-1', '1.5', '99999999999999999999'])(
    'that holds no process id (%j), since a crash cut it off, is taken over',
    (content) => {
      lockedBy(content);

      openStateDirectory(directory);

      expect(readFileSync(inState('lock'), 'utf8')).toBe(own);
    },
  );
});

describe('a state that cannot be used', () => {
  it('is a sentence where a file stands in the way', () => {
    writeFileSync(join(parent, 'file'), '');

    const failure = failureOf(() => openStateDirectory(join(parent, 'file')));

    expect(failure.message).toMatch(
      /cannot be used \((EEXIST|ENOTDIR)\)\. Choose another --state-dir, or use --ephemeral\./,
    );
    expect(failure.cause).toBeInstanceOf(Error);
  });

  it('is a sentence where a part of the path is a file', () => {
    writeFileSync(join(parent, 'file'), '');

    expect(failureOf(() => openStateDirectory(join(parent, 'file', 'x'))).message).toContain('(ENOTDIR)');
  });

  it.each(['', 'OCORE', 'ocore0123456789abcdef0123456789abcdef', '{}'])(
    'is a sentence where the access key is broken: %j',
    (content) => {
      mkdirSync(directory, { recursive: true });
      writeFileSync(inState('access-key'), content);

      const failure = failureOf(() => openStateDirectory(directory));

      expect(failure.message).toBe(
        `The state file ${inState('access-key')} is broken. Restore it from a copy, or delete ${directory} to begin anew.`,
      );
      expect(existsSync(inState('lock'))).toBe(false);
    },
  );

  it('is a sentence where a file is broken, and gives the lock back', () => {
    const state = openStateDirectory(directory);
    writeFileSync(inState('secrets.json'), '[{"name":');

    const failure = failureOf(() => state.read('secrets.json'));

    expect(failure.message).toContain(`${inState('secrets.json')} is broken`);
    expect(failure.cause).toBeInstanceOf(SyntaxError);
    expect(existsSync(inState('lock'))).toBe(false);
  });
});

describe('an ephemeral state', () => {
  it('keeps nothing', () => {
    const state = ephemeralState();

    state.write('x.json', 1);

    expect(state.read('x.json')).toBeNull();
    expect(state.file('x.json')).toBeNull();
    expect(() => state.release()).not.toThrow();
  });

  it('writes its access key into a file only for who asks, which goes with the process', () => {
    const state = ephemeralState();

    const file = state.accessKeyFile();

    expect(readFileSync(file, 'utf8')).toBe(state.accessKey);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(state.accessKeyFile()).toBe(file);
    state.release();
    expect(existsSync(dirname(file))).toBe(false);
  });

  it('has an access key of its own each time', () => {
    expect(ephemeralState().accessKey).toMatch(/^OCORE[0-9A-F]{32}$/);
    expect(ephemeralState().accessKey).not.toBe(ephemeralState().accessKey);
  });
});
