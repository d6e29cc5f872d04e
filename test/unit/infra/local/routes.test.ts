import { describe, expect, it } from 'vitest';
import { routeFinder, routeOf, routeRows } from '#infra/local/routes.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { pageFunction } from '#shared/contract/pages.ts';

const noRoute = { key: '$default', file: pageFunction, isPublic: true, params: {} };

describe('routeOf', () => {
  it.each(endpoints.map((row) => [`${row.method} ${row.path}`, row] as const))('finds %s', (key, row) => {
    const names = [...row.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
    const path = row.path.replace(/\{([^}]+)\}/g, 'value-of-$1');

    expect(routeOf(row.method, path)).toEqual({
      key,
      file: functionFile(row),
      isPublic: row.access === 'public',
      params: Object.fromEntries(names.map((name) => [name, `value-of-${name}`])),
    });
  });

  it('finds the most exact path, in whatever order the rows stand', () => {
    const orders = [
      routeRows,
      routeRows.toReversed(),
      routeRows.toSorted((one, other) => (one.file < other.file ? -1 : 1)),
    ];
    const missed = orders.flatMap((rows) => {
      const find = routeFinder(rows);
      return rows
        .map(({ method, path }) => ({ key: `${method} ${path}`, found: find(method, path.replace(/[{}]/g, '')).key }))
        .filter(({ key, found }) => found !== key);
    });

    expect(missed).toEqual([]);
  });

  it.each([
    ['GET', ''],
    ['POST', '/'],
    ['HEAD', '/'],
    ['GET', '/assets'],
    ['GET', '/assets/'],
    ['GET', '/assets/a/b.js'],
    ['HEAD', '/assets/a.js'],
    ['GET', '/api'],
    ['GET', '/api/projects/'],
    ['GET', '//api/projects'],
    ['GET', '/api/projects/a/b/c'],
    ['GET', '/API/projects'],
    ['GET', '/x/api/projects'],
    ['GET', '/api/openapiXjson'],
    ['PATCH', '/api/projects'],
    ['HEAD', '/api/projects'],
    ['get', '/api/projects'],
    ['GET', '/docs/problems/'],
    ['GET', '/api/projects\n'],
  ])('hands %s %j to $default', (method, path) => {
    expect(routeOf(method, path)).toEqual(noRoute);
  });

  it('leads the pages to one function, without a token', () => {
    const page = { file: pageFunction, isPublic: true };
    expect(routeOf('GET', '/')).toEqual({ ...page, key: 'GET /', params: {} });
    expect(routeOf('GET', '/assets/a.js')).toEqual({ ...page, key: 'GET /assets/{file}', params: { file: 'a.js' } });
  });

  it('decodes the parameters of a path, once', () => {
    expect(routeOf('GET', '/api/projects/a%2Fb').params).toEqual({ projectId: 'a/b' });
    expect(routeOf('GET', '/api/projects/%2525').params).toEqual({ projectId: '%25' });
    expect(routeOf('GET', '/api/projects/gr%C3%B6%C3%9Fe').params).toEqual({ projectId: 'größe' });
  });

  it.each(['%', '%zz', '%c3', '%E0%A4%A'])('leaves a parameter that is no encoding as it is: %s', (text) => {
    expect(routeOf('GET', `/api/projects/${text}`).params).toEqual({ projectId: text });
  });

  it('does not let an encoded slash reach another route', () => {
    expect(routeOf('PUT', '/api/projects/a%2Farchive').key).toBe('PUT /api/projects/{projectId}');
  });
});
