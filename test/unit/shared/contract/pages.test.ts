import { describe, expect, it } from 'vitest';
import { consoleRoutes, isConsoleRoute } from '#shared/contract/console-routes.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { buildOpenapi } from '#shared/contract/openapi.ts';
import { askedOf, pages } from '#shared/contract/pages.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
const asked = (path: string, accept = browser, method = 'GET') => askedOf('$default', method, path, accept);
const problem = { kind: 'problem' };

describe('the rows of kind page', () => {
  it('are no part of the API', () => {
    const { paths } = JSON.parse(JSON.stringify(buildOpenapi())) as { readonly paths: object };

    for (const { path } of pages) {
      expect(endpoints.map((row) => row.path)).not.toContain(path);
      expect(Object.keys(paths)).not.toContain(path);
    }
  });

  it('are asked for whatever the client takes', () => {
    expect(askedOf('GET /', 'GET', '/', 'application/json')).toEqual({ kind: 'page', status: 200 });
    expect(askedOf('GET /assets/{file}', 'GET', '/assets/a.js', '')).toEqual({ kind: 'asset' });
  });
});

describe('what matches no route', () => {
  it.each(consoleRoutes)('is the page at %s', (route) => {
    expect(asked(route.replaceAll(/:\w+/g, 'x_1'))).toEqual({ kind: 'page', status: 200 });
  });

  it.each(['/nowhere', '/projects/a/nothing', '/projects//', '//projects', '/Projects', '/apis', '/docsx', '/local/x'])(
    'is the page that there is none, with 404, at %s',
    (path) => {
      expect(asked(path)).toEqual({ kind: 'page', status: 404 });
    },
  );

  it.each(['/api', '/api/', '/api/nothing', '/docs', '/docs/problems/', '/assets', '/assets/', '/assets/a/b'])(
    'is a problem at %s, for browsers too',
    (path) => {
      expect(asked(path)).toEqual(problem);
    },
  );

  it.each(['', '*/*', 'application/json', 'text/*', 'text/html;q=0', 'text/html; q=0.000', 'text/htmlx', 'xtext/html'])(
    'is a problem for who takes %j',
    (accept) => {
      expect(asked('/projects', accept)).toEqual(problem);
    },
  );

  it.each(['text/html', 'TEXT/HTML', 'application/json, text/html;q=0.1', 'text/html;level=1'])(
    'is the page for who takes %j',
    (accept) => {
      expect(asked('/projects', accept)).toEqual({ kind: 'page', status: 200 });
    },
  );

  it.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'get'])('is a problem for %s', (method) => {
    expect(asked('/projects', browser, method)).toEqual(problem);
  });
});

describe('isConsoleRoute', () => {
  it('takes a slash at the end, as the router does, and no other addition', () => {
    expect(['/projects/', '/projects/p/'].map(isConsoleRoute)).toEqual([true, true]);
    expect(['/projects//', '/projects/p/x', '/projectsx', 'projects', ''].map(isConsoleRoute)).not.toContain(true);
  });
});
