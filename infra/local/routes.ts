import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';

/** Where a request goes: the function, and whether the authorizer is asked first. */
export type Route = {
  readonly key: string;
  readonly file: string;
  readonly isPublic: boolean;
  readonly params: Record<string, string>;
};

const table = endpoints.map((row) => ({
  method: row.method,
  key: `${row.method} ${row.path}`,
  file: functionFile(row),
  isPublic: row.access === 'public',
  names: [...row.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''),
  pattern: new RegExp(`^${row.path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '([^/]+)')}$`),
}));

const noRoute: Route = { key: '$default', file: 'meta/no-route', isPublic: true, params: {} };

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The route of a request; whatever no row takes goes to `$default`. */
export const routeOf = (method: string, path: string): Route => {
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
