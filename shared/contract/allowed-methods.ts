import { endpoints } from './endpoints.ts';

const patterns = endpoints.map((row) => ({
  method: row.method,
  pattern: new RegExp(`^${row.path.replaceAll('.', '\\.').replace(/\{[^{}]+\}/g, '[^/]+')}$`),
}));

/** The methods of a path, in alphabetical order; empty for an unknown path. */
export const allowedMethods = (path: string): string[] =>
  [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
