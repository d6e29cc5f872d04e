import type { RepositoryRecord, SweepRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';

const minuteMs = 60_000;
const intervalMs = 15 * minuteMs;
/** Doubled five times: 8 h. */
const mostDoublings = 5;
/** Sweeps of many repositories part within a fifth of their interval. */
const spread = 0.2;
/** So many failures in a row are no passing fault. */
const failuresToTell = 3;
/** A delivery may be on its way while its push is seen already. */
const graceMs = minuteMs;

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString();

/**
 * When a repository is compared with its remote next: every 15 min ± 20 %, each failure in a row doubling it up to 8 h.
 * @param now RFC 3339 @param random from 0 to 1 @returns RFC 3339
 */
const nextSweepAt = (now: string, failures: number, random: number): string =>
  later(now, intervalMs * 2 ** Math.min(failures, mostDoublings) * (1 - spread + 2 * spread * random));

/** Whether a key is known to work: one that nobody has installed yet can list nothing. */
export const canSweep = (repository: RepositoryRecord): boolean => {
  const { lastVerifiedAt, installed } = workingKey(repository);
  const { status } = repository;
  return (
    (lastVerifiedAt !== null || installed === 'automatic') && status !== 'connecting' && status !== 'disconnecting'
  );
};

/** Whether the remote is to be asked now. @param now RFC 3339 */
export const isSweepDue = (repository: RepositoryRecord, now: string): boolean =>
  canSweep(repository) && repository.sweep.nextAt <= now;

/** The state after a sweep that could not list the remote. */
export const afterFailure = ({ sweep }: RepositoryRecord, now: string, random: number): SweepRecord => {
  const failures = sweep.failures + 1;
  return { ...sweep, failures, nextAt: nextSweepAt(now, failures, random) };
};

/** Whether failures have lasted long enough to be shown. */
export const isFailing = ({ failures }: SweepRecord): boolean => failures >= failuresToTell;

/** What a sweep has found. Times in RFC 3339. */
export type SweepFindings = {
  readonly startedAt: string;
  /** Pushes of which no delivery told. */
  readonly lost: number;
  readonly lastDeliveryAt: string | null;
  /** Some of what was found is not written yet: the sweep goes on at once. */
  readonly isCutShort: boolean;
};

/**
 * The state after a sweep. Since when deliveries are missing is kept until one comes; a push that was just found is
 * looked at again after a minute, since its delivery may be on its way.
 * @param random from 0 to 1
 */
export const afterSweep = ({ sweep }: RepositoryRecord, found: SweepFindings, random: number): SweepRecord => {
  const { startedAt: now, lost, lastDeliveryAt } = found;
  const wasSilent = sweep.silentSince !== null && (lastDeliveryAt === null || lastDeliveryAt <= sweep.silentSince);
  const silentSince = wasSilent ? sweep.silentSince : lost > 0 ? now : null;
  const isNews = silentSince === now;
  const nextAt = found.isCutShort ? now : isNews ? later(now, graceMs) : nextSweepAt(now, 0, random);
  return { nextAt, lastAt: found.isCutShort ? sweep.lastAt : now, failures: 0, silentSince };
};

/** Whether deliveries have stopped coming: none has told of a push for longer than one takes on its way. */
export const isSilent = ({ silentSince }: SweepRecord, now: string): boolean =>
  silentSince !== null && Date.parse(now) - Date.parse(silentSince) >= graceMs;
