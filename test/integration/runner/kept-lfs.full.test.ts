import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { keepLfs, lfsStorage } from '../../../cli/runner/kept-lfs.ts';
import { bench, withLfs } from './fetching-bench.ts';
import { caches, deployed, file, useCache } from './object-cache-bench.ts';

useCache();

const idOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const pointerOf = (content: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${idOf(content)}\nsize ${content.length}\n`;

/** Pushes pointers to these files, which the stand-in for Git LFS can fetch. @returns the commit */
const pushed = (files: Readonly<Record<string, string>>): string => {
  for (const content of Object.values(files)) writeFileSync(join(bench.out, 'server', idOf(content)), content);
  return bench.work.push('staging', {
    '.gitattributes': '*.png filter=lfs diff=lfs merge=lfs -text\n',
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [name, pointerOf(content)])),
  });
};

/** A `git lfs pull` that fetches only what the repository lacks, as the real one does, and writes down what that was. */
const withPull = (): void => {
  mkdirSync(join(bench.out, 'server'));
  withLfs(`git ls-files -- ':(attr:filter=lfs)' | while read -r path; do
  id=$(sed -n 's/^oid sha256://p' "$path")
  object="$(git config lfs.storage)/objects/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-4)/$id"
  if [ ! -e "$object" ]; then
    mkdir -p "$(dirname "$object")"
    cp "${bench.out}/server/$id" "$object"
    echo "$id" >> "${bench.out}/pulled"
  fi
  cp "$object" "$path"
done`);
};

/** What was fetched since it was asked last. */
const pulled = (): readonly string[] => {
  const list = join(bench.out, 'pulled');
  if (!existsSync(list)) return [];
  const ids = readFileSync(list, 'utf8').trim().split('\n');
  rmSync(list);
  return ids;
};

describe('the files of Git LFS that a runner keeps', () => {
  it('are not fetched again, and what is new is', async () => {
    withPull();
    await deployed({ branch: 'staging', commitSha: pushed({ 'a/logo.png': 'a logo' }) });
    const first = pulled();

    await deployed({ branch: 'staging', commitSha: pushed({ 'a/logo.png': 'a logo', 'b.png': 'another' }) });

    expect(first).toEqual([idOf('a logo')]);
    expect(pulled()).toEqual([idOf('another')]);
    expect([file('a/logo.png'), file('b.png')]).toEqual(['a logo', 'another']);
  });

  it.each([
    ['damaged', (path: string) => writeFileSync(path, 'something else')],
    [
      'not a file any more',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('are fetched again where the kept one is %s', async (_how, damage) => {
    withPull();
    const commitSha = pushed({ 'logo.png': 'a logo' });
    await deployed({ branch: 'staging', commitSha });
    const [cache = ''] = caches();
    damage(join(cache, `${idOf('a logo')}.lfs`));
    pulled();

    await deployed({ branch: 'staging', commitSha });

    expect(pulled()).toEqual([idOf('a logo')]);
    expect(file('logo.png')).toBe('a logo');
    expect(readFileSync(join(cache, `${idOf('a logo')}.lfs`), 'utf8')).toBe('a logo');
  });

  it('are not shared with another project', async () => {
    withPull();
    const commitSha = pushed({ 'logo.png': 'a logo' });
    await deployed({ branch: 'staging', commitSha });
    pulled();

    const other = 'prj_01KBQ0000000000000000000BB' as Deployment['projectId'];
    await deployed({ branch: 'staging', commitSha, projectId: other });

    expect(pulled()).toEqual([idOf('a logo')]);
  });

  it('are no more than a limit: those that were not used for the longest go', async () => {
    const cache = join(bench.out, 'kept');
    const repository = join(bench.out, 'repository');
    for (const [at, content] of ['one', 'two', 'six'].entries()) {
      const id = idOf(content);
      const place = join(lfsStorage(repository), 'objects', id.slice(0, 2), id.slice(2, 4));
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, id), content);
      await keepLfs(cache, repository, [id]);
      utimesSync(join(cache, `${id}.lfs`), at + 1, at + 1);
    }

    await keepLfs(cache, repository, [idOf('six')], 6);

    expect(readdirSync(cache).sort()).toEqual([`${idOf('two')}.lfs`, `${idOf('six')}.lfs`].sort());
  });
});
