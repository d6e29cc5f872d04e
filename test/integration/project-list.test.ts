import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { expectProblem } from './expect-problem.ts';
import { otherOrganization, restrict, restrictedKey } from './principals.ts';
import { crowd, crowded, cursor, list, service, use, useBench, useCursor, viewer } from './project-list-bench.ts';
import { create as createIn, Page, walk as walkOf } from './project-walk.ts';
import { expectStatus } from './test-service.ts';

const walk = (query: string, token?: string): Promise<string[]> => walkOf(service, query, token);
const create = (name: string, token: string): Promise<string> => createIn(service, name, token);

useBench();

describe('the list', () => {
  test('is empty with the exact shape where there is nothing', async () => {
    const { token } = await otherOrganization(service, 'empty');
    expect(await list('', token)).toEqual({ projects: [], nextCursor: null });
  });

  test('shows each project as its own GET does', async () => {
    const { token } = await otherOrganization(service, 'one');
    const id = await create('Only', token);
    const single = await service.api('GET', `/api/projects/${id}`, { token });
    expect((await list('', token)).projects).toEqual([single.json]);
  });

  test('has 25 rows unless told otherwise', async () => {
    expect((await list('', crowded.token)).projects).toHaveLength(25);
    expect((await list('?limit=1', crowded.token)).projects).toHaveLength(1);
    expect((await list('?limit=100', crowded.token)).projects).toHaveLength(100);
  });

  test.each(['0', '101', '-1', '1.5', 'ten', 'NaN', '', '1e9', 'Infinity'])('refuses limit=%s', async (limit) => {
    const answer = await service.api('GET', `/api/projects?limit=${limit}`);
    expectProblem(answer, 'validation_failed', ['#/limit']);
  });

  test.each([
    ['include_archived=yes', '#/include_archived'],
    ['q=', '#/q'],
    ['q=%20%20', '#/q'],
    [`q=${'a'.repeat(121)}`, '#/q'],
    ['order=name', '#/order'],
    ['limit=5&limit=6', '#/limit'],
  ])('refuses ?%s at its pointer', async (query, pointer) => {
    expectProblem(await service.api('GET', `/api/projects?${query}`), 'validation_failed', [pointer]);
  });

  test('hides archived projects until include_archived=true', async () => {
    const { token } = await otherOrganization(service, 'archive');
    const open = await create('Open', token);
    const archived = await create('Archived', token);
    expectStatus(200, await service.api('PUT', `/api/projects/${archived}/archive`, { token }));

    const ids = async (query: string) => (await list(query, token)).projects.map(({ id }) => id);

    expect(await ids('')).toEqual([open]);
    expect(await ids('?include_archived=false')).toEqual([open]);
    expect(await ids('?include_archived=true')).toEqual([open, archived]);
    expectStatus(200, await service.api('PUT', `/api/projects/${archived}/unarchive`, { token }));
    expect(await ids('')).toEqual([archived, open]);
  });

  test('does not show a deleted project, not even with include_archived=true', async () => {
    const { token } = await otherOrganization(service, 'deleted');
    const id = await create('Deleted', token);
    expectStatus(204, await service.api('DELETE', `/api/projects/${id}`, { token }));
    expect((await list('?include_archived=true', token)).projects).toEqual([]);
    expect((await list('?q=deleted', token)).projects).toEqual([]);
  });
});

describe('searching', () => {
  test('finds a part of the name whatever its case and form', async () => {
    const { token } = await otherOrganization(service, 'search');
    const street = await create('Hauptstraße 5', token);
    await create('Elsewhere', token);

    for (const q of ['hauptSTRASSE', 'straße', ' 5 ', 'ＳＴＲＡ']) {
      expect((await list(`?q=${encodeURIComponent(q)}`, token)).projects.map(({ id }) => id)).toEqual([street]);
    }
    expect((await list('?q=nowhere', token)).projects).toEqual([]);
  });

  test('follows a renamed project', async () => {
    const { token } = await otherOrganization(service, 'renamed');
    const id = await create('Before', token);
    await service.api('PUT', `/api/projects/${id}`, { token, body: { name: 'After' } });
    expect((await list('?q=before', token)).projects).toEqual([]);
    expect((await list('?q=after', token)).projects.map((project) => project.id)).toEqual([id]);
  });

  test('hides archived projects until include_archived=true', async () => {
    const { token } = await otherOrganization(service, 'search-archive');
    const id = await create('Shelved', token);
    await service.api('PUT', `/api/projects/${id}/archive`, { token });
    expect((await list('?q=shelved', token)).projects).toEqual([]);
    expect((await list('?q=shelved&include_archived=true', token)).projects).toHaveLength(1);
  });
});

describe('a restricted project', () => {
  let hidden: string;
  let granted: string;
  let archived: string;
  const openOnes: string[] = [];
  beforeAll(async () => {
    for (let number = 0; number < 5; number += 1) openOnes.push((await service.project()).id);
    hidden = (await service.project({ name: 'Hidden takeover plans' })).id;
    granted = (await service.project({ name: 'Granted' })).id;
    archived = (await service.project({ name: 'Granted, archived' })).id;
    await service.api('PUT', `/api/projects/${archived}/archive`);
    await restrict(service, hidden, {});
    await restrict(service, granted, { [viewer.id]: 'view' });
    await restrict(service, archived, { [viewer.id]: 'view' });
  });

  test.each([1, 2, 3, 100])('is listed for those whom it names, after the open ones, %i at a time', async (limit) => {
    const seen = await walk(`limit=${limit}`, viewer.token);
    expect(seen).toEqual([...[...openOnes].reverse(), granted]);
  });

  test('that is archived is listed with include_archived=true', async () => {
    const seen = await walk('limit=2&include_archived=true', viewer.token);
    expect([...seen].sort()).toEqual([...openOnes, granted, archived].sort());
  });

  test('is listed for the Owner', async () => {
    expect(await walk('limit=3')).toEqual(expect.arrayContaining([hidden, granted]));
  });

  test('is found by name only by those whom it names', async () => {
    const found = async (q: string, token: string) => (await list(`?q=${q}`, token)).projects.map(({ id }) => id);
    expect(await found('granted', viewer.token)).toEqual([granted]);
    expect(await found('takeover', viewer.token)).toEqual([]);
    expect(await found('takeover', service.token)).toEqual([hidden]);
  });

  test('leaves no trace of its name in the cursor of a search', async () => {
    for (const q of ['e', 'n', 'i', 'a']) {
      let cursor: string | null = '';
      for (let pages = 0; cursor !== null && pages < 20; pages += 1) {
        const page: Page = await list(`?q=${q}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`, viewer.token);
        cursor = page.nextCursor;
        expect(Buffer.from(cursor ?? '', 'base64url').toString()).not.toContain('takeover');
      }
    }
    expect((await list('?q=takeover&limit=1', viewer.token)).nextCursor).toBeNull();
  });

  test('cannot be reached by a cursor that is made up, even with the right digest', async () => {
    const positions = [
      ...['open/9', 'open/4#~', 'open/3#~', 'open/1', 'archived/4#~', 'archived/3#~', 'archived/1', 'granted/A'],
      ...['granted/GRANT#~', 'granted/~', 'name/A', 'name/PROJECT#~', `open/${'9'.repeat(1200)}`],
      ...[`name/${'9'.repeat(1200)}`, `granted/${'9'.repeat(1200)}`, 'other/4#~', '', '/', 'open', 'open/\u0000'],
    ];
    // No secret goes into the digest: whoever reads the source can make it.
    const forge = (scope: readonly unknown[], position: string): string => {
      const digest = createHash('sha256')
        .update(JSON.stringify([scope, position]))
        .digest('base64url')
        .slice(0, 16);
      return Buffer.from(`${digest}${position}`).toString('base64url');
    };
    for (const [key, q] of [viewer.id, 'owner'].flatMap((id) => [null, 'e'].map((text) => [id, text] as const))) {
      const token = key === viewer.id ? viewer.token : service.token;
      const me = await service.api('GET', '/api/me', { token });
      const principal = z.object({ principal: z.object({ id: z.string() }) }).parse(me.json).principal.id;
      for (const includeArchived of [true, false]) {
        for (const position of positions) {
          const scope = ['listProjects', service.local.organization.id, principal, includeArchived, q];
          const query = `include_archived=${includeArchived}${q === null ? '' : `&q=${q}`}`;
          const answer = await service.api(
            'GET',
            `/api/projects?${query}&cursor=${encodeURIComponent(forge(scope, position))}`,
            { token },
          );
          if (answer.status === 400) {
            expectProblem(answer, 'invalid_cursor');
            continue;
          }
          const { projects } = Page.parse(expectStatus(200, answer).json);
          if (token === viewer.token) expect(projects.map(({ id }) => id)).not.toContain(hidden);
          if (!includeArchived) expect(projects.map(({ id }) => id)).not.toContain(archived);
          for (const project of projects) expect(crowd).not.toContain(project.id);
        }
      }
    }
  });
});

describe('a cursor', () => {
  useCursor();

  test('goes on with another limit', async () => {
    const page = Page.parse(expectStatus(200, await use(cursor, 'limit=3&')).json);
    expect(page.projects.map(({ id }) => id)).toEqual([...crowd].sort().reverse().slice(1, 4));
  });

  test.each(['', 'x', '!!!', '__proto__', 'eyJhIjoxfQ', 'A'.repeat(1999), '\u0000'])(
    'is refused as "%s"',
    async (text) => {
      expectProblem(await use(text), 'invalid_cursor');
    },
  );

  test('of another query is refused', async () => {
    for (const query of ['include_archived=true&', 'q=crowd&'])
      expectProblem(await use(cursor, query), 'invalid_cursor');
  });

  test('of another organisation or principal is refused', async () => {
    expectProblem(await use(cursor, '', service.token), 'invalid_cursor');
    const key = await restrictedKey(crowded.organizationId, ['view:projects']);
    expectProblem(await use(cursor, '', key.token), 'invalid_cursor');
  });

  test('of another list is refused', async () => {
    const id = crowd[0] ?? '';
    const answer = await service.api('GET', `/api/projects/${id}/deployments?cursor=${cursor}`, {
      token: crowded.token,
    });
    expectProblem(answer, 'invalid_cursor');
  });
});
