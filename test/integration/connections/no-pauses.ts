import * as promises from 'node:timers/promises';

/** Pauses before a further try are shorter, the limits of the gateway longer. */
const longestPause = 1000;

/** Timers without the pauses before a further try: the factory for `vi.mock('node:timers/promises')`. */
export const noPauses = (): typeof promises => ({
  ...promises,
  setTimeout: (ms, value, options) =>
    promises.setTimeout(ms === undefined || ms <= longestPause ? 0 : ms, value, options),
});
