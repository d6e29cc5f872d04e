import type { TickStatus } from '#shared/contract/service-status.ts';
import { noteTick } from '#shared/data/status/last-tick.ts';
import { errorFields, log } from './log.ts';

type Counts = Pick<TickStatus, 'done' | 'failed'>;

/**
 * Stores the result of a tick, whose work is done by then. If that fails, the failure is logged, and `ocore admin status`
 * says that the tick is late.
 * @param startedMs milliseconds since the epoch
 * @returns the counts
 */
export const noteEndOfTick = async (startedMs: number, counts: Counts): Promise<Counts> => {
  const startedAt = new Date(startedMs).toISOString();
  try {
    await noteTick({ startedAt, endedAt: new Date().toISOString(), ...counts });
  } catch (error) {
    log('error', 'tick not noted', errorFields(error));
  }
  return counts;
};
