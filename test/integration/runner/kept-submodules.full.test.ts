import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { bench } from './fetching-bench.ts';
import {
  cacheRoot,
  caches,
  deployed,
  fetched,
  file,
  many,
  packsOf,
  projectId,
  useCache,
} from './object-cache-bench.ts';
import { eachOpensOne, Library, modules, pointTo } from './submodules-bench.ts';

useCache();

/** A library with files that do not compress, and a commit that points to it. */
const withLibrary = (): { readonly library: Library; readonly first: string } => {
  const library = new Library();
  const added = library.work.push('main', { ...many(20), ...modules({ sale_x: '18.0.1.0.0' }) });
  return { library, first: pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]) };
};
const raised = (library: Library): string => {
  const added = library.work.push('main', modules({ sale_x: '18.0.1.1.0' }));
  return pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);
};

describe('the objects of a submodule that a runner keeps', () => {
  it('leave only what is new to be fetched, and the plan compares the two commits', async () => {
    const { library, first } = withLibrary();
    await deployed({ branch: 'staging', commitSha: first });
    const second = raised(library);

    const completion = await deployed({ branch: 'staging', commitSha: second }, { previousCommitSha: first });

    expect(completion).toMatchObject({ status: 'succeeded', changePlan: { modules: ['sale_x'], warnings: [] } });
    expect(file('vendor/oca/sale_x/__manifest__.py')).toContain('18.0.1.1.0');
    expect(file('vendor/oca/file-19')).toBe(readFileSync(join(library.work.path, 'file-19'), 'utf8'));
    const [all = 0, more = 0] = fetched;
    expect(all).toBeGreaterThan(20_000);
    expect(more).toBeGreaterThan(0);
    expect(more / all).toBeLessThanOrEqual(0.25);
  });

  it('are not shared with another project', async () => {
    const { first } = withLibrary();
    await deployed({ branch: 'staging', commitSha: first });

    const other = 'prj_01KBQ0000000000000000000BB' as Deployment['projectId'];
    await deployed({ branch: 'staging', commitSha: first, projectId: other });

    expect(fetched[1]).toBe(fetched[0]);
    expect(caches()).toHaveLength(4);
  });

  it('are not shared with another key', async () => {
    const { library, first } = withLibrary();
    const keys = [generateDeployKey('one'), generateDeployKey('other')] as const;
    eachOpensOne(new Map(keys.map((key) => [key.publicKey, library])));
    const submodules = keys.map((key) => [bench.keyOf(library.sshUrl, key)]);
    await deployed({ branch: 'staging', commitSha: first }, { submodules: submodules[0] ?? [] });

    await deployed({ branch: 'staging', commitSha: first }, { submodules: submodules[1] ?? [] });

    expect(caches()).toHaveLength(3);
    expect(fetched[1]).toBeGreaterThan(20_000);
  });

  it('do not let a key deploy a submodule that its server refuses', async () => {
    const { library, first } = withLibrary();
    const key = generateDeployKey('theme');
    eachOpensOne(new Map([[key.publicKey, library]]));
    const submodules = [bench.keyOf(library.sshUrl, key)];
    await deployed({ branch: 'staging', commitSha: first }, { submodules });
    eachOpensOne();

    const completion = await deployed({ branch: 'staging', commitSha: first }, { submodules });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^submodule_not_fetched: vendor\/oca .* is private, or does not exist/),
    });
  });

  it('do not deploy a commit of a submodule that its server has no more', async () => {
    const { library, first } = withLibrary();
    await deployed({ branch: 'staging', commitSha: first });
    library.work.git('checkout', '--quiet', '--orphan', 'new');
    library.work.push('main', { 'a.txt': 'rewritten' });
    library.repository.run('reflog', 'expire', '--expire=now', '--all');
    library.repository.run('gc', '--quiet', '--prune=now');

    const completion = await deployed({ branch: 'staging', commitSha: first });

    expect(completion?.statusReason).toMatch(
      /^submodule_not_fetched: vendor\/oca .* has a server that does not know the commit/,
    );
  });

  it('are fetched again where a pack is damaged', async () => {
    const { first } = withLibrary();
    await deployed({ branch: 'staging', commitSha: first });
    for (const path of caches().flatMap((one) => packsOf(one).map((name) => join(one, name)))) {
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      rmSync(path);
      writeFileSync(path, bytes);
    }

    expect(await deployed({ branch: 'staging', commitSha: first })).toMatchObject({ status: 'succeeded' });

    expect(fetched[1]).toBe(fetched[0]);
    await deployed({ branch: 'staging', commitSha: first });
    expect(fetched.at(-1)).toBe(0);
  });

  it('serve two runners at once', async () => {
    const { library, first } = withLibrary();
    await deployed({ branch: 'staging', commitSha: first });
    const second = raised(library);
    for (const commitSha of [second, second])
      bench.api.queue.push(bench.claim({ projectId, branch: 'staging', commitSha }));

    await Promise.all([1, 2].map(() => bench.runner(':', { cacheRoot }).once()));

    expect(bench.api.completions.map(({ completion }) => completion.status)).toEqual(Array(3).fill('succeeded'));
    await deployed({ branch: 'staging', commitSha: second });
    expect(fetched.at(-1)).toBe(0);
  });
});

describe('the repository of a submodule', () => {
  it('can be moved with the files, and git finds the commit in it', async () => {
    const { library, first } = withLibrary();

    await deployed({ branch: 'staging', commitSha: first });

    const moved = join(bench.out, 'deployed/vendor/oca');
    expect(readFileSync(join(moved, '.git'), 'utf8')).toBe('gitdir: ../../.git/modules/0\n');
    expect(bench.work.git('-C', moved, 'rev-parse', 'HEAD')).toBe(library.work.git('rev-parse', 'HEAD'));
    expect(readdirSync(moved)).toContain('sale_x');
  });
});
