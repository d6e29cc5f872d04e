import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '#shared/contract/console-routes.ts';
import { sourceFiles } from './source-files.ts';

/** Names of parameters do not matter. */
const shapeOf = (route: string): string => route.replace(/:\w+/g, ':');

const known = consoleRoutes.map(shapeOf);

/** The paths of a router that the server does not know, whole or as the end of one, where routes are nested. */
const unknownPaths = (router: string): string[] =>
  [...router.matchAll(/\bpath: '([^']+)'/g)]
    .map(([, path = '']) => path)
    .filter((path) => path !== '*')
    .filter((path) => {
      const shape = `/${shapeOf(path).replace(/^\//, '')}`;
      return !known.some((route) => route === shape || route.endsWith(shape));
    });

describe('the routes of the console', () => {
  it('are known to the server, which answers any other address with 404', () => {
    const router = sourceFiles(['console']).get('console/routes.tsx') ?? '';
    const told = unknownPaths(router).map((path) => `Add ${path} to shared/contract/console-routes.ts.`);

    expect(router).toContain('path: ');
    expect(told).toEqual([]);
  });

  it('are found in the text of a router', () => {
    const router = "[{ path: '/sign-in/callback' }, { path: 'projects/:id' }, { path: 'elsewhere' }, { path: '*' }]";

    expect(unknownPaths(router)).toEqual(['elsewhere']);
  });
});
