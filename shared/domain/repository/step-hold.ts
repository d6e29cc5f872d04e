import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { connectionStateOf } from './connection-state.ts';

/**
 * How long a step with side effects holds its connection. A Lambda runs for at most 30 s. An older hold belongs to a
 * process that died, and another step may take it over.
 */
const stepHoldMs = 35_000;

/** Whether a step with side effects is running. @param now RFC 3339 */
export const isBusy = (repository: RepositoryRecord, now: string): boolean =>
  repository.intentAt !== null && Date.parse(now) - Date.parse(repository.intentAt) < stepHoldMs;

/** Ends a step: releases the hold and derives the status from the key and the webhook. */
export const endStep = (repository: RepositoryRecord): RepositoryRecord => ({
  ...repository,
  ...connectionStateOf({ ...repository, status: 'action_required' }),
  intentAt: null,
});
