import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  makePrivateDirectory,
  removePrivateDirectory,
  removeStaleDirectories,
} from '../../../../cli/runner/private-directory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ocore-private-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const module = new URL('../../../../cli/runner/private-directory.ts', import.meta.url).href;
/** Lets another process make a directory and end as the code says. */
const another = (code: string): void => {
  const script = `const { makePrivateDirectory } = await import(${JSON.stringify(module)}); makePrivateDirectory(${JSON.stringify(root)}); ${code}`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
};

describe('a private directory', () => {
  it('is readable for its user alone', () => {
    const path = makePrivateDirectory(root);

    expect(statSync(path).mode & 0o777).toBe(0o700);
    removePrivateDirectory(path);
    expect(existsSync(path)).toBe(false);
  });

  it('is removed with directories that may not be written, and without what links point to', () => {
    const path = makePrivateDirectory(root);
    mkdirSync(join(path, 'a', 'b'), { recursive: true });
    writeFileSync(join(path, 'a', 'b', 'file'), '');
    writeFileSync(join(root, 'outside'), 'kept');
    symlinkSync(root, join(path, 'a', 'link'));
    for (const directory of ['a/b', 'a']) chmodSync(join(path, directory), 0o500);
    const mode = statSync(root).mode;

    removePrivateDirectory(path);

    expect(readdirSync(root)).toEqual(['outside']);
    expect(statSync(root).mode).toBe(mode);
  });

  it.each(['process.exit(3)', 'throw new Error("a fault")', 'Promise.reject(new Error("a fault"))'])(
    'is gone after %s',
    (code) => {
      another(code);

      expect(readdirSync(root)).toEqual([]);
    },
  );

  it('of a process that was killed is left, and removed by the next start', () => {
    another('process.kill(process.pid, "SIGKILL")');
    expect(readdirSync(root)).toHaveLength(1);

    removeStaleDirectories([root, root]);

    expect(readdirSync(root)).toEqual([]);
  });

  it('of a living process is not removed, nor is anything else', () => {
    const path = makePrivateDirectory(root);
    mkdirSync(join(root, 'ocore-runner-notes'));
    writeFileSync(join(root, 'other'), '');

    removeStaleDirectories([root]);

    expect(readdirSync(root).sort()).toEqual([basename(path), 'ocore-runner-notes', 'other'].sort());
    removePrivateDirectory(path);
  });

  it('of an earlier process with the same id is removed', () => {
    const path = makePrivateDirectory(root);
    const [, , namespace, pid] = basename(path).split('-');
    mkdirSync(join(root, `ocore-runner-${namespace}-${pid}-1-abcdef`));

    removeStaleDirectories([root]);

    expect(readdirSync(root)).toEqual([basename(path)]);
    removePrivateDirectory(path);
  });

  it('of another process namespace is not removed: whether its process lives cannot be seen', () => {
    mkdirSync(join(root, 'ocore-runner-1-1-1-abcdef'));

    removeStaleDirectories([root]);

    expect(readdirSync(root)).toEqual(['ocore-runner-1-1-1-abcdef']);
  });
});
