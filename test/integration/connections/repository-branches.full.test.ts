import { describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { ask, names, type Page, page, path, server, service, useBench } from './repository-branches-bench.ts';

useBench();

describe('the branches of a repository', () => {
  it('are found by a part of the name, by type, and by a pattern as a mapping matches it', async () => {
    for (const branch of ['main', 'release/18.0', 'release/19.0/fix', 'releases']) server.repository.commit(branch);
    server.repository.run('tag', 'release/18.0', 'main');

    expect(await names('?q=lease/')).toEqual(['branch release/18.0', 'branch release/19.0/fix', 'tag release/18.0']);
    expect(await names('?pattern=release/*')).toEqual(['branch release/18.0', 'tag release/18.0']);
    expect(await names('?pattern=release/**&refType=branch')).toEqual([
      'branch release/18.0',
      'branch release/19.0/fix',
    ]);
    expect(await names('?pattern=main&q=x')).toEqual([]);
    expect(await names('?refType=tag')).toEqual(['tag release/18.0']);
  });

  it('are 304 while nothing is pushed', async () => {
    server.repository.commit('main');
    const { etag = '' } = (await ask()).headers;
    const again = () => service.api('GET', `${path}/repository/branches`, { headers: { 'if-none-match': etag } });

    expect((await again()).status).toBe(304);
    server.repository.commit('main', 'Another');
    expect((await again()).status).toBe(200);
  });

  it('change nothing in the table, not even what is known of the key', async () => {
    server.repository.commit('main');
    const contents = new TableContents(service);
    const before = await contents.items();

    expectStatus(200, await ask());

    expect(await contents.items()).toEqual(before);
  });

  it.each(['pattern=a?b', 'pattern=refs/heads/main', 'pattern=a..b', 'q=', 'refType=note'])(
    'are refused for ?%s',
    async (query) => {
      expectProblem(await ask(`?${query}`), 'validation_failed');
    },
  );

  it('come in pages, each once', async () => {
    for (const branch of ['a', 'b', 'c', 'd', 'e']) server.repository.commit(branch);
    server.repository.run('tag', 'a', 'a');
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const one: Page = await page(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(one.refs).toHaveLength(2);
      seen.push(...one.refs.map(({ type, name }) => `${type} ${name}`));
      cursor = one.nextCursor;
    }
    expect(seen).toEqual(['branch a', 'branch b', 'branch c', 'branch d', 'branch e', 'tag a']);
  });
});

describe('a repository that cannot be read', () => {
  it('says that the private half of the key is gone', async () => {
    for (const name of service.local.secrets.names().filter((one) => one.includes(path.split('/').at(-1) ?? ''))) {
      service.local.secrets.handle('DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true });
    }

    expect(expectProblem(await ask(), 'conflict').detail).toMatch(
      /^deploy_key_rejected: The private half .+ Regenerate the key/,
    );
  });

  it('is 502 with Retry-After if its host does not answer', async () => {
    server.stopSsh();

    const answer = await ask();

    expect(expectProblem(answer, 'provider_failed').detail).toMatch(/^repository_unreachable: /);
    expect(answer.headers['retry-after']).toBe('30');
    server.startSsh();
  });
});
