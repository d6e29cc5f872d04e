import { isExact, matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';

/** Whether a file is one that a path filter names: itself, everything below a folder, or whatever a pattern matches. */
const isNamed = (filter: string, file: string): boolean => {
  const path = filter.replace(/\/+$/, '');
  if (isExact(path)) return file === path || file.startsWith(`${path}/`);
  return matchesPattern(path, file) || matchesPattern(`${path}/**`, file);
};

/**
 * Whether a push leaves all that a mapping watches as it is. Only a list that is known to be whole can say so: one that
 * is not never keeps a push from being deployed.
 * Source: docs/design/deciding-a-push.md, "Path filters".
 * @param filters of the mapping; none watches everything
 * @param files that changed since the environment's newest commit; null where the list is not known to be whole
 */
export const leavesPathsAlone = (filters: readonly string[], files: readonly string[] | null): boolean =>
  filters.length > 0 && files !== null && !files.some((file) => filters.some((filter) => isNamed(filter, file)));
