import { endpoints } from './endpoints.ts';
import { pages } from './pages.ts';

const patterns = [...endpoints, ...pages].map((row) => ({
  method: row.method,
  parameters: row.path.split('{').length,
  pattern: new RegExp(`^${row.path.replaceAll('.', '\\.').replace(/\{[^{}]+\}/g, '[^/]+')}$`),
}));

/**
 * The methods of a path, in alphabetical order; empty for an unknown path. If several templates fit, the one with the fewest
 * parameters wins: `branch-mappings/simulate` is not a mapping.
 */
export const allowedMethods = (path: string): string[] => {
  const fitting = patterns.filter(({ pattern }) => pattern.test(path));
  const fewest = Math.min(...fitting.map(({ parameters }) => parameters));
  return [...new Set(fitting.filter(({ parameters }) => parameters === fewest).map(({ method }) => method))].sort();
};
