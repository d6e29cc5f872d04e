/**
 * Why a deployment is ended before its command has ended: the lease is no longer ours, a person cancelled it, or the runner
 * is being stopped. It is the reason of the AbortSignal that all work on a deployment listens to.
 */
export type Interruption = 'lease_lost' | 'cancelled' | 'stopped';

/** @returns null while the work may go on */
export const interruptionOf = (signal: AbortSignal): Interruption | null =>
  signal.aborted ? (signal.reason as Interruption) : null;
