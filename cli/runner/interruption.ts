/**
 * Why a deployment is interrupted: its lease was lost, a person cancelled it, or the runner is stopping. It is the
 * reason of the AbortSignal that all work on a deployment uses.
 */
export type Interruption = 'lease_lost' | 'cancelled' | 'stopped';

/** @returns null if the work is not interrupted */
export const interruptionOf = (signal: AbortSignal): Interruption | null =>
  signal.aborted ? (signal.reason as Interruption) : null;
