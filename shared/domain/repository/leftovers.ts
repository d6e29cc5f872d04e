import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** When the tick follows up a step that may not have ended: 60 s from now. @returns RFC 3339 */
export const followUpAt = (now: string): string => new Date(Date.parse(now) + 60_000).toISOString();

/** Whether keys are left that have to be removed, its own or those of submodules. */
export const hasAbandonedKeys = ({ abandonedKeyIds, submodules }: RepositoryRecord): boolean =>
  abandonedKeyIds.length > 0 || submodules.some((one) => one.abandonedKeys.length > 0);

/** Whether keys or hooks are left that the tick has to remove. */
export const hasLeftovers = (repository: RepositoryRecord): boolean =>
  hasAbandonedKeys(repository) || repository.abandonedHookIds.length > 0;

/** When the tick has to remove leftovers; null if there are none. @param now RFC 3339 */
export const leftoversDueAt = (repository: RepositoryRecord, now: string): string | null =>
  hasLeftovers(repository) ? followUpAt(now) : null;
