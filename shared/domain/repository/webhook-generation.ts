import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

const dayMs = 86_400_000;

/** When the generation before a new one ends: after 24 h, or at once. @returns RFC 3339 or null */
export const graceUntil = (revokeNow: boolean, now: string): string | null =>
  revokeNow ? null : new Date(Date.parse(now) + dayMs).toISOString();

/** Whether a hook's generation is the present one, or the one before it while its grace lasts. */
export const acceptsGeneration = (repository: RepositoryRecord, generation: number, now: string): boolean =>
  generation === repository.generation ||
  (generation === repository.generation - 1 &&
    repository.previousGenerationUntil !== null &&
    repository.previousGenerationUntil > now);
