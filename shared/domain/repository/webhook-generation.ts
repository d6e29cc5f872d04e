import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

const dayMs = 86_400_000;

/**
 * Until when the previous webhook generation is accepted: 24 h from now, or not at all with `revokeNow`.
 * @returns RFC 3339 or null
 */
export const graceUntil = (revokeNow: boolean, now: string): string | null =>
  revokeNow ? null : new Date(Date.parse(now) + dayMs).toISOString();

/**
 * Whether deliveries of a generation are accepted: of the present one, and of the previous one during its grace period.
 */
export const acceptsGeneration = (repository: RepositoryRecord, generation: number, now: string): boolean =>
  generation === repository.generation ||
  (generation === repository.generation - 1 &&
    repository.previousGenerationUntil !== null &&
    repository.previousGenerationUntil > now);
