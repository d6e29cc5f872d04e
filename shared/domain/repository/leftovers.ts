import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** When the tick follows up a step that may not have ended: 60 s from now. @returns RFC 3339 */
export const followUpAt = (now: string): string => new Date(Date.parse(now) + 60_000).toISOString();

/** Whether keys or hooks are left that the tick has to remove. */
export const hasLeftovers = (repository: RepositoryRecord): boolean =>
  repository.abandonedKeyIds.length > 0 || repository.abandonedHookIds.length > 0;

/** When the tick has to remove leftovers; null if there are none. @param now RFC 3339 */
export const leftoversDueAt = (repository: RepositoryRecord, now: string): string | null =>
  hasLeftovers(repository) ? followUpAt(now) : null;
