import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import { removeOldCaches } from '../../../cli/runner/cache-folder.ts';
import { gitIn } from '../../../cli/runner/git.ts';
import { ObjectCache } from '../../../cli/runner/object-cache.ts';
import { bench } from './fetching-bench.ts';
import {
  cacheRoot,
  caches,
  deployed,
  fetched,
  file,
  forget,
  many,
  packsOf,
  projectId,
  useCache,
} from './object-cache-bench.ts';
import { WorkTree } from './work-tree.ts';

useCache();

describe('the objects that a runner keeps', () => {
  it('leave only what is new to be fetched, and the files are the same', async () => {
    const first = bench.work.push('staging', { ...many(100), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha: first });
    const second = bench.work.push('staging', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'staging', commitSha: second }, { previousCommitSha: first });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: second });
    expect(file('version.txt')).toBe('two');
    expect(file('file-99')).toBe(readFileSync(join(bench.work.path, 'file-99'), 'utf8'));
    const [all = 0, more = 0] = fetched;
    expect(all).toBeGreaterThan(50_000);
    expect(more).toBeGreaterThan(0);
    expect(more / all).toBeLessThanOrEqual(0.25);
  });

  it('hold no key, no address and no configuration, for their own user alone', async () => {
    const commitSha = bench.work.push('staging', { a: 'b' });
    await deployed({ branch: 'staging', commitSha });

    const [cache = ''] = caches();
    expect(
      readdirSync(cache)
        .filter((name) => !/^pack-[0-9a-f]{40}\.(pack|idx|promisor)$/.test(name))
        .sort(),
    ).toEqual([`${commitSha}.spare`, `${commitSha}.tip`]);
    expect(statSync(cache).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['project', { projectId: 'prj_01KBQ0000000000000000000BB' as Deployment['projectId'] }, {}],
    ['address', {}, { sshUrl: 'other' }],
  ])('are not shared with another %s', async (_what, deployment, changes) => {
    const commitSha = bench.work.push('staging', { ...many(20), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha });
    const sshUrl = 'sshUrl' in changes ? bench.sshUrl.replace('127.0.0.1', 'localhost') : bench.sshUrl;
    const hostKeys = bench.claim({}).hostKeys;

    await deployed({ branch: 'staging', commitSha, ...deployment }, { sshUrl, hostKeys });

    const [first, other] = fetched;
    expect(other).toBe(first);
    expect(caches()).toHaveLength(2);
  });

  it.each(['manual', 'redeploy', 'promotion'] as const)(
    'do not let a %s deploy what the server has no more',
    async (trigger) => {
      const gone = bench.work.push('staging', { 'secret.txt': 'one' });
      await deployed({ branch: 'staging', commitSha: gone });
      forget('staging');

      const completion = await deployed({ branch: 'staging', commitSha: gone, trigger });

      expect(completion).toMatchObject({
        status: 'failed',
        statusReason: expect.stringContaining(`The commit ${gone} is not in the repository.`),
      });
    },
  );

  it('take a commit before for unknown that the server has no more', async () => {
    const gone = bench.work.push('staging', { 'sale_x/__manifest__.py': "{'name': 'x'}", 'sale_x/a.xml': 'a' });
    await deployed({ branch: 'staging', commitSha: gone });
    forget('staging');

    const completion = await deployed({ branch: 'staging', commitSha: null }, { previousCommitSha: gone });

    expect(completion).toMatchObject({
      status: 'succeeded',
      changePlan: { modules: ['sale_x'], warnings: [expect.stringContaining('every module')] },
    });
  });

  it('are fetched again where a pack is damaged', async () => {
    const commitSha = bench.work.push('staging', { ...many(20), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha });
    const [cache = ''] = caches();
    for (const name of packsOf(cache)) {
      const path = join(cache, name);
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      rmSync(path);
      writeFileSync(path, bytes);
    }

    expect(await deployed({ branch: 'staging', commitSha })).toMatchObject({ status: 'succeeded' });

    const [first, second] = fetched;
    expect(second).toBe(first);
    await deployed({ branch: 'staging', commitSha });
    expect(fetched.at(-1)).toBe(0);
  });

  it('serve a deployment where some of them are missing', async () => {
    const commitSha = bench.work.push('staging', { ...many(20), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha });
    const [cache = ''] = caches();
    for (const name of readdirSync(cache)
      .filter((one) => one.endsWith('.idx'))
      .slice(1))
      rmSync(join(cache, name));

    expect(await deployed({ branch: 'staging', commitSha })).toMatchObject({ status: 'succeeded' });
    expect(file('version.txt')).toBe('one');
  });

  it('are not reached by what the command does to its repository', async () => {
    const commitSha = bench.work.push('staging', { ...many(20), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha });

    await deployed(
      { branch: 'staging', commitSha },
      {},
      'chmod -R u+w .git; for one in .git/objects/pack/*.pack; do echo x >> "$one"; done',
    );

    expect(await deployed({ branch: 'staging', commitSha })).toMatchObject({ status: 'succeeded' });
    expect(fetched).toEqual([fetched[0], 0, 0]);
  });

  it('serve two runners at once', async () => {
    const first = bench.work.push('staging', { ...many(20), 'version.txt': 'one' });
    await deployed({ branch: 'staging', commitSha: first });
    const second = bench.work.push('staging', { 'version.txt': 'two' });
    for (const commitSha of [first, second])
      bench.api.queue.push(bench.claim({ projectId, branch: 'staging', commitSha }));

    await Promise.all([1, 2].map(() => bench.runner(':', { cacheRoot }).once()));

    expect(bench.api.completions.map(({ completion }) => completion.status)).toEqual(Array(3).fill('succeeded'));
    // The logs of the two lie in one another.
    bench.api.chunks.clear();
    await deployed({ branch: 'staging', commitSha: second });
    expect(fetched.at(-1)).toBe(0);
  });

  it('do not let a key deploy that the server refuses', async () => {
    const commitSha = bench.work.push('staging', { a: 'b' });
    await deployed({ branch: 'staging', commitSha });
    bench.authorized.length = 0;

    const completions = [
      await deployed({ branch: 'staging', commitSha }),
      await deployed({ commitSha, trigger: 'redeploy' }),
    ];

    for (const completion of completions) {
      expect(completion).toMatchObject({
        status: 'failed',
        statusReason: expect.stringContaining('deploy_key_rejected'),
      });
    }
  });
});

describe('ObjectCache', () => {
  const claim = { projectId, url: 'ssh://git@a.example/x.git', deployKeySecretId: 'key' };
  /** A repository with three packs. */
  const repository = (file = 'a') => {
    const work = new WorkTree('/nonexistent');
    onTestFinished(() => work.remove());
    let commit = '';
    for (const text of ['one', 'two', 'three']) {
      commit = work.commit({ [file]: text });
      work.git('repack', '-d', '--quiet');
    }
    const environment = { PATH: process.env.PATH ?? '', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const signal = new AbortController().signal;
    const git = gitIn({ directory: work.path, environment, signal, timeoutMs: 60_000, remove: [] });
    return { repository: { git, gitDirectory: join(work.path, '.git') }, commit };
  };

  it('makes one pack of many', async () => {
    const { repository: from, commit } = repository();

    await new ObjectCache(cacheRoot, claim, { packs: 2, bytes: 1e9 }).keep(from, commit);

    expect(caches().flatMap(packsOf)).toHaveLength(1);
  });

  it('loses no commit where two runners keep theirs at once', async () => {
    const kept = [repository('a'), repository('b')];

    await Promise.all(kept.map((one) => new ObjectCache(cacheRoot, claim).keep(one.repository, one.commit)));

    const [cache = ''] = caches();
    expect(readdirSync(cache).filter((name) => name.endsWith('.tip'))).toEqual(
      kept.map(({ commit }) => `${commit}.tip`).sort(),
    );
  });

  it('names to the server each commit that it has, beside one whose objects are gone', async () => {
    const { repository: from, commit } = repository();
    const cache = new ObjectCache(cacheRoot, claim);
    await cache.keep(from, commit);
    const [folder = ''] = caches();
    writeFileSync(join(folder, `${'e'.repeat(40)}.tip`), '');

    await cache.seed(from);

    expect((await from.git(['for-each-ref', '--format=%(objectname)', 'refs/ocore/kept/'])).stdout).toBe(`${commit}\n`);
  });

  it('keeps the last 20 commits', async () => {
    const { repository: from, commit } = repository();
    await new ObjectCache(cacheRoot, claim).keep(from, commit);
    const [cache = ''] = caches();
    const before = Array.from({ length: 20 }, (_, at) => `${String(at).padStart(40, '0')}.tip`);
    for (const [at, name] of before.entries()) {
      writeFileSync(join(cache, name), '');
      utimesSync(join(cache, name), at + 1, at + 1);
    }

    await new ObjectCache(cacheRoot, claim).keep(from, commit);

    expect(readdirSync(cache).filter((name) => name.endsWith('.tip'))).toEqual(
      [...before.slice(1), `${commit}.tip`].sort(),
    );
  });

  it('begins anew where it has grown too large', async () => {
    const { repository: from, commit } = repository();
    await new ObjectCache(cacheRoot, claim).keep(from, commit);

    await new ObjectCache(cacheRoot, claim, { packs: 50, bytes: 10 }).keep(from, commit);

    expect(caches()).toEqual([]);
  });

  it('goes where it was not used for 30 days, and nothing else of the folder does', async () => {
    const { repository: from, commit } = repository();
    await new ObjectCache(cacheRoot, claim).keep(from, commit);
    const [unused = ''] = caches();
    mkdirSync(join(cacheRoot, 'of somebody'));
    for (const path of [unused, join(cacheRoot, 'of somebody')]) utimesSync(path, 1, 1);

    await new ObjectCache(cacheRoot, { ...claim, deployKeySecretId: 'new' }).keep(from, commit);

    expect(readdirSync(cacheRoot)).toHaveLength(2);
    expect(caches()).not.toContain(unused);
    expect(readdirSync(cacheRoot)).toContain('of somebody');
  });

  it('goes where it was used the longest ago, and all together are too large', async () => {
    const { repository: from, commit } = repository();
    for (const url of ['ssh://git@a.example/x.git', 'ssh://git@a.example/y.git'])
      await new ObjectCache(cacheRoot, { ...claim, url }).keep(from, commit);
    const [older = '', newer = ''] = caches();
    const before = new Date(statSync(newer).mtimeMs - 60_000);
    utimesSync(older, before, before);
    const bytes = readdirSync(newer).reduce((sum, name) => sum + statSync(join(newer, name)).size, 0);

    await removeOldCaches(cacheRoot, bytes * 2);
    const both = caches();
    await removeOldCaches(cacheRoot, bytes * 2 - 1);

    expect(both).toHaveLength(2);
    expect(caches()).toEqual([newer]);
  });

  it('loses what a runner that was killed has begun a day ago', async () => {
    const { repository: from, commit } = repository();
    await new ObjectCache(cacheRoot, claim).keep(from, commit);
    const [cache = ''] = caches();
    for (const name of ['pack-old.new', 'pack-now.new']) writeFileSync(join(cache, name), 'half');
    mkdirSync(join(cache, 'files.new/files'), { recursive: true });
    for (const name of ['pack-old.new', 'files.new']) utimesSync(join(cache, name), 1, 1);

    await new ObjectCache(cacheRoot, claim).keep(from, commit);

    expect(readdirSync(cache).filter((name) => name.endsWith('.new'))).toEqual(['pack-now.new']);
  });

  it('tells the system error where it cannot write', async () => {
    const { repository: from, commit } = repository();
    const folder = mkdtempSync(join(tmpdir(), 'ocore-no-cache-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'file'), '');

    await expect(new ObjectCache(join(folder, 'file'), claim).keep(from, commit)).rejects.toThrow('ENOTDIR');
  });
});
