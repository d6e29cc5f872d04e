import type { Baseline, ReconcileRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { canReconcile } from '#shared/domain/repository/can-reconcile.ts';
import { laterBaseline } from './baseline.ts';

const minuteMs = 60_000;
const intervalMs = 15 * minuteMs;
/** Doubled five times: 8 h. */
const maxDoublings = 5;
/** Spreads the reconciliations of many repositories over ± a fifth of the interval. */
const spread = 0.2;
/** After this many consecutive failures the connection is shown as failing. */
const failuresUntilShown = 3;
/** A delivery may still be on its way when its push is already visible. */
const graceMs = minuteMs;

const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString();

/**
 * The time of the next reconciliation: in 15 min ± 20 %. Each consecutive failure doubles the interval, up to 8 h.
 * @param now RFC 3339
 * @param random from 0 to 1
 * @returns RFC 3339
 */
const nextReconcileAt = (now: string, failures: number, random: number): string =>
  later(now, intervalMs * 2 ** Math.min(failures, maxDoublings) * (1 - spread + 2 * spread * random));

/** Whether a reconciliation is due. @param now RFC 3339 */
export const isReconcileDue = (repository: RepositoryRecord, now: string): boolean =>
  canReconcile(repository) && repository.reconciliation.nextAt <= now;

/** The schedule after a reconciliation that could not list the remote. */
export const afterFailedReconcile = (
  { reconciliation }: RepositoryRecord,
  now: string,
  random: number,
): ReconcileRecord => {
  const failures = reconciliation.failures + 1;
  return { ...reconciliation, failures, nextAt: nextReconcileAt(now, failures, random) };
};

/** Whether the connection is shown as failing. */
export const isReconcileFailing = ({ failures }: ReconcileRecord): boolean => failures >= failuresUntilShown;

/** What a reconciliation found. Times in RFC 3339. */
export type ReconcileFindings = {
  readonly startedAt: string;
  /** Pushes whose delivery was lost. */
  readonly lost: number;
  readonly lastDeliveryAt: string | null;
  /** The baseline that it recorded; null if that was not written. */
  readonly baseline: Baseline | null;
  /** Not everything was written: reconcile again at once. */
  readonly isCutShort: boolean;
};

/**
 * The schedule after a reconciliation. `silentSince` is kept until a delivery arrives. A lost push that was just found
 * is checked again after a minute, because its delivery may be on its way.
 * @param random from 0 to 1
 */
export const afterReconcile = (
  { reconciliation }: RepositoryRecord,
  found: ReconcileFindings,
  random: number,
): ReconcileRecord => {
  const { startedAt: now, lost, lastDeliveryAt } = found;
  const wasSilent =
    reconciliation.silentSince !== null && (lastDeliveryAt === null || lastDeliveryAt <= reconciliation.silentSince);
  const silentSince = wasSilent ? reconciliation.silentSince : lost > 0 ? now : null;
  const isNews = silentSince === now;
  const nextAt = found.isCutShort ? now : isNews ? later(now, graceMs) : nextReconcileAt(now, 0, random);
  const lastAt = found.isCutShort ? reconciliation.lastAt : now;
  const baseline = laterBaseline(reconciliation.baseline, found.baseline);
  return { nextAt, lastAt, baseline, failures: 0, silentSince };
};

/** Whether deliveries have stopped: a push has been missing for longer than a delivery takes. */
export const isWebhookSilent = ({ silentSince }: ReconcileRecord, now: string): boolean =>
  silentSince !== null && Date.parse(now) - Date.parse(silentSince) >= graceMs;
