import { isLocal } from '#shared/config/is-local.ts';

const quietMs = 60_000;
const maxRunners = 1000;

/** When an idle claim was last logged, by environment and principal. */
const loggedAt = new Map<string, number>();

/**
 * Whether a request is an idle claim that need not be logged. With `npm start` each runner gets one line a minute: it asks
 * every few seconds, and its lines would scroll everything else out of the terminal, even the key that is shown once.
 * @param runner identifies the runner
 */
export const isRepeatedIdleClaim = (operation: string, status: number, runner: string, nowMs: number): boolean => {
  if (operation !== 'claimDeployment' || status !== 204 || !isLocal()) return false;
  const last = loggedAt.get(runner);
  if (last !== undefined && nowMs - last < quietMs) return true;
  if (loggedAt.size >= maxRunners) loggedAt.clear();
  loggedAt.set(runner, nowMs);
  return false;
};
