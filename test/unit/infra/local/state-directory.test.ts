import { spawnSync } from 'node:child_process';
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
  it('keeps a second service out and names the first', () => {
    // The test's own parent is alive and is not this process.
    lockedBy(String(process.ppid));

    const failure = failureOf(() => openStateDirectory(directory));

    expect(failure.message).toBe(
      `Another oCore (process ${process.ppid}) uses the state in ${directory}. Stop it, or choose another --state-dir.`,
    );
    expect(readFileSync(inState('lock'), 'utf8')).toBe(String(process.ppid));
  });

  it('names this process', () => {
    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(String(process.pid));
  });

  it('is given back', () => {
    openStateDirectory(directory).release();

    expect(existsSync(inState('lock'))).toBe(false);
  });

  it('of a process that was killed is taken over', () => {
    lockedBy(String(deadPid()));

    openStateDirectory(directory);

    expect(readFileSync(inState('lock'), 'utf8')).toBe(String(process.pid));
  });

  it.each(['', '\n', 'garbage', '0', '-1', '1.5', '99999999999999999999'])(
    'that holds no process id (%j), since a crash cut it off, is taken over',
    (content) => {
      lockedBy(content);

      openStateDirectory(directory);

      expect(readFileSync(inState('lock'), 'utf8')).toBe(String(process.pid));
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
