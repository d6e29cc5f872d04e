import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { pageFunction, pages } from '#shared/contract/pages.ts';

/** The route of a request: the function, and whether the authorizer is needed. */
export type Route = {
  readonly key: string;
  readonly file: string;
  readonly isPublic: boolean;
  readonly params: Record<string, string>;
};

type Row = {
  readonly method: string;
  readonly path: string;
  readonly file: string;
  readonly isPublic: boolean;
};

/** The rows that the gateway knows, in no order that counts. */
export const routeRows: readonly Row[] = [
  ...endpoints.map((row) => ({ ...row, file: functionFile(row), isPublic: row.access === 'public' })),
  ...pages.map((row) => ({ ...row, file: pageFunction, isPublic: true })),
];

/** Sorts what is spelled out before what may be anything. */
const rank = ({ path }: Row): string => path.replace(/\{[^{}]+\}/g, '\uffff');

const noRoute: Route = { key: '$default', file: pageFunction, isPublic: true, params: {} };

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Finds the route of a request among rows; `$default` if no row matches. As at API Gateway, the most exact path wins,
 * whatever the order of the rows: that of a module's exports is another in Node than in a test.
 */
export const routeFinder = (rows: readonly Row[]): ((method: string, path: string) => Route) => {
  const table = [...rows]
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1))
    .map((row) => ({
      method: row.method,
      key: `${row.method} ${row.path}`,
      file: row.file,
      isPublic: row.isPublic,
      names: [...row.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ''),
      pattern: new RegExp(`^${row.path.replaceAll('.', '\\.').replace(/\{[^{}]+\}/g, '([^/]+)')}$`),
    }));
  return (method, path) => {
    for (const { names, pattern, method: taken, ...route } of table) {
      const match = taken === method ? pattern.exec(path) : null;
      if (match !== null) {
        return {
          ...route,
          params: Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1] ?? '')])),
        };
      }
    }
    return noRoute;
  };
};

/** Finds the route of a request; `$default` if no row matches. */
export const routeOf = routeFinder(routeRows);
