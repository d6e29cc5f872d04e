import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** When the sweep shall look at a step that did not end. @returns RFC 3339 */
export const sweepAt = (now: string): string => new Date(Date.parse(now) + 60_000).toISOString();

/** Whether something is left that the sweep has to finish: keys or hooks that must go. */
export const isUntidy = (repository: RepositoryRecord): boolean =>
  repository.abandonedKeyIds.length > 0 || repository.abandonedHookIds.length > 0;

/** When the sweep shall look at a connection whose step has ended; null where nothing is left. @param now RFC 3339 */
export const dueOf = (repository: RepositoryRecord, now: string): string | null =>
  isUntidy(repository) ? sweepAt(now) : null;
