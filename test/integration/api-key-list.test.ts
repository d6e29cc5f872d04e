import { beforeAll, describe, expect, test } from 'vitest';
import type { ProjectId } from '#shared/contract/id.ts';
import { api, madeKey, service, useBench } from './api-keys-bench.ts';
import { AwsCalls } from './aws-calls.ts';
import { minutesLater } from './clock.ts';
import { expectStatus } from './test-service.ts';

useBench();

describe('the projects of a key that is limited to fifty', () => {
  let ids: string[];
  let token: string;
  beforeAll(async () => {
    ids = [];
    for (let index = 0; index < 50; index += 1) ids.push((await service.project({ name: `Mandant ${index}` })).id);
    ({ token } = await madeKey({ projectIds: ids as ProjectId[] }));
    expectStatus(200, await api('GET', '/api/projects', undefined, token));
  });
  const listed = async (query: string): Promise<{ ids: string[]; next: string | null }> => {
    const { json } = expectStatus(200, await api('GET', `/api/projects?${query}`, undefined, token));
    return { ids: (json.projects as { id: string }[]).map(({ id }) => id), next: json.nextCursor as string | null };
  };
  const walked = async (query: string): Promise<string[]> => {
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await listed(`${query}${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...page.ids);
      next = page.next;
    }
    return seen;
  };

  test('are listed in three calls, those of the authorizer included', async () => {
    const aws = new AwsCalls();
    await service.local.stream.stop();

    const { calls, result } = await aws.during(() => minutesLater(1.01, () => listed('limit=100')));

    expect(result).toEqual({ ids: ids.toReversed(), next: null });
    expect(calls).toEqual(['GetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  test('are read page by page, newest first', async () => {
    expect(await walked('limit=7')).toEqual(ids.toReversed());
  });

  test('are found by a part of their name, page by page', async () => {
    const found = await walked('q=MANDANT%201&limit=3');

    expect(found.toSorted()).toEqual(ids.filter((_, index) => index === 1 || (index >= 10 && index < 20)).toSorted());
  });

  test('are without archived ones, unless these are asked for, and without deleted ones', async () => {
    const [archived = '', deleted = ''] = ids;
    expectStatus(200, await api('PUT', `/api/projects/${archived}/archive`));
    expectStatus(204, await api('DELETE', `/api/projects/${deleted}`));

    expect(await walked('limit=20')).toEqual(ids.slice(2).reverse());
    expect(await walked('limit=20&include_archived=true')).toEqual([...ids.slice(2).reverse(), archived]);
  });
});
