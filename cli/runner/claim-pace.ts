/**
 * How a runner that finds nothing asks again: in seconds while people work, more rarely afterwards, since each question costs (D-116).
 */
export const claimPace = {
  /** The longest pause between two claims, in milliseconds. */
  busyMs: 4000,
  quietMs: 10_000,
  /** Claims in a row that find nothing until it is quiet: ten minutes. */
  busyClaims: 200,
} as const;

/**
 * Milliseconds until the next claim. A random part of up to one half spreads many runners.
 * @param idleClaims how many claims in a row have found nothing
 */
export const claimPauseMs = (idleClaims: number, random: () => number = Math.random): number =>
  (idleClaims > claimPace.busyClaims ? claimPace.quietMs : claimPace.busyMs) * (0.5 + random() / 2);
