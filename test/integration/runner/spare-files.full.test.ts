import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ObjectCache } from '../../../cli/runner/object-cache.ts';
import { bench } from './fetching-bench.ts';
import { cacheRoot, caches, deployed, file, projectId, useCache } from './object-cache-bench.ts';

useCache();

const sparesIn = (): string[] =>
  caches().flatMap((one) =>
    readdirSync(one)
      .filter((name) => name.endsWith('.spare'))
      .map((name) => join(one, name)),
  );
const spare = (): string => sparesIn()[0] ?? 'none';
/** The inode of a deployed file shows whether it was written anew: the command moves its files, and so keeps it. */
const movedAside = (): string =>
  `rm -rf "${bench.out}/moved"; mv "$OCORE_SOURCE_DIR" "${bench.out}/moved"; mkdir "$OCORE_SOURCE_DIR"`;
const secondOf = (path: string): number => Math.floor(statSync(path).ctimeMs / 1000);
const secondOfWritesNow = (): number => {
  const probe = join(bench.out, 'probe');
  writeFileSync(probe, '');
  return secondOf(probe);
};
const inode = (path: string): number => statSync(path).ino;
const push = (files: Readonly<Record<string, string>>): string => bench.work.push('staging', files);
const deploy = (commitSha: string, script = ':') => deployed({ branch: 'staging', commitSha }, {}, script);

describe('the files of the last commit, laid out for the next deployment', () => {
  it('are taken by it, and only what differs is written', async () => {
    const first = push({ 'a/same.txt': 'same', 'a/other.txt': 'one', 'a/gone.txt': 'x', 'top.txt': 'top' });
    await deploy(first);
    const laid = { same: inode(join(spare(), 'files/a/same.txt')), other: inode(join(spare(), 'files/a/other.txt')) };
    bench.work.git('rm', '--quiet', 'a/gone.txt');
    const second = push({ 'a/other.txt': 'two', 'b/new.txt': 'new' });

    const completion = await deploy(second, movedAside());

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: second });
    const moved = join(bench.out, 'moved');
    expect(inode(join(moved, 'a/same.txt'))).toBe(laid.same);
    expect(inode(join(moved, 'a/other.txt'))).not.toBe(laid.other);
    const names = ['a/same.txt', 'a/other.txt', 'b/new.txt', 'top.txt'];
    expect(names.map((name) => readFileSync(join(moved, name), 'utf8'))).toEqual(['same', 'two', 'new', 'top']);
    expect(existsSync(join(moved, 'a/gone.txt'))).toBe(false);
    expect(bench.work.git('-C', moved, 'status', '--porcelain', '--ignored')).toBe('');
    expect(sparesIn()).toEqual([expect.stringContaining(`${second}.spare`)]);
  });

  it('are as they were committed, whatever somebody did to them', async () => {
    const commitSha = push({ 'a/one.txt': 'one', 'a/two.txt': 'two', 'a/run.sh': 'run', '.gitignore': 'ignored\n' });
    await deploy(commitSha);
    const files = join(spare(), 'files');
    // Git compares seconds, of the file system's clock, which is some milliseconds behind that of the process.
    const written = secondOf(join(files, 'a/one.txt'));
    await expect.poll(secondOfWritesNow).toBeGreaterThan(written);
    writeFileSync(join(files, 'a/one.txt'), 'eno');
    rmSync(join(files, 'a/two.txt'));
    chmodSync(join(files, 'a/run.sh'), 0o755);
    for (const name of ['a/stray.txt', 'ignored']) writeFileSync(join(files, name), 'stray');
    mkdirSync(join(files, 'a/empty'));

    await deploy(commitSha);

    expect([file('a/one.txt'), file('a/two.txt')]).toEqual(['one', 'two']);
    const deployedFiles = join(bench.out, 'deployed');
    expect(statSync(join(deployedFiles, 'a/run.sh')).mode & 0o111).toBe(0);
    expect(readdirSync(join(deployedFiles, 'a')).sort()).toEqual(['one.txt', 'run.sh', 'two.txt']);
    expect(existsSync(join(deployedFiles, 'ignored'))).toBe(false);
  });

  it('are written anew where the rules for line endings changed', async () => {
    const first = push({ 'a/run.bat': 'one\ntwo\n' });
    await deploy(first);
    const second = push({ '.gitattributes': '*.bat text eol=crlf\n' });

    await deploy(second);

    expect(file('a/run.bat')).toBe('one\r\ntwo\r\n');
  });

  it('have no repository whose configuration could run a program', async () => {
    await deploy(push({ 'a.txt': 'a' }));

    expect(readdirSync(spare()).sort()).toEqual(['files', 'index']);
    expect(readdirSync(join(spare(), 'files'))).toEqual(['a.txt']);
    expect(statSync(spare()).mode & 0o777).toBe(0o700);
  });

  it('are not the ones that the command worked with', async () => {
    const commitSha = push({ 'a/one.txt': 'one' });
    await deploy(commitSha, 'echo changed > a/one.txt; echo x > a/stray.txt; sleep 1');

    await deploy(commitSha);

    expect(file('a/one.txt')).toBe('one');
    expect(existsSync(join(bench.out, 'deployed/a/stray.txt'))).toBe(false);
  });

  it('are gone for the second of two runners, which checks out without them', async () => {
    const commitSha = push({ 'a.txt': 'a' });
    await deploy(commitSha);
    for (const id of [commitSha, commitSha])
      bench.api.queue.push(bench.claim({ projectId, branch: 'staging', commitSha: id }));

    await Promise.all([1, 2].map(() => bench.runner('cat a.txt', { cacheRoot }).once()));

    expect(bench.api.completions.map(({ completion }) => completion.status)).toEqual(Array(3).fill('succeeded'));
    expect(sparesIn()).toHaveLength(1);
  });

  it.each([
    ['no index', (path: string) => rmSync(join(path, 'index'))],
    ['no files', (path: string) => rmSync(join(path, 'files'), { recursive: true })],
    ['a damaged index', (path: string) => writeFileSync(join(path, 'index'), 'DIRC')],
  ])('that have %s are left out', async (_what, damage) => {
    const commitSha = push({ 'a/a.txt': 'a' });
    await deploy(commitSha);
    damage(spare());

    expect(await deploy(commitSha)).toMatchObject({ status: 'succeeded' });

    expect(file('a/a.txt')).toBe('a');
    expect(readdirSync(join(bench.out, 'deployed')).sort()).toEqual(['.git', 'a']);
  });

  it('that cannot be laid out fail no deployment, and the log says why', async () => {
    const layOut = vi.spyOn(ObjectCache.prototype, 'layOutSpare').mockRejectedValue(new Error('ENOSPC: no space left'));
    onTestFinished(() => layOut.mockRestore());

    bench.api.queue.push(bench.claim({ projectId, branch: 'staging', commitSha: push({ 'a.txt': 'a' }) }));
    await bench.runner(':', { cacheRoot }).once();

    expect(bench.api.completions.at(-1)?.completion).toMatchObject({ status: 'succeeded' });
    expect(bench.api.log).toContain(
      'ocore: the files could not be laid out for the next deployment: ENOSPC: no space left',
    );
  });
});
