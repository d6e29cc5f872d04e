import { describe, expect, it } from 'vitest';
import { claimPace, claimPauseMs } from '../../../../cli/runner/claim-pace.ts';

const [shortest, longest] = [() => 0, () => 1];

describe('the pause before the next claim', () => {
  it.each([0, 1, 200])('is two to four seconds after %i claims that found nothing', (idleClaims) => {
    expect([claimPauseMs(idleClaims, shortest), claimPauseMs(idleClaims, longest)]).toEqual([2000, 4000]);
  });

  it.each([201, 1_000_000])('is five to ten seconds after %i', (idleClaims) => {
    expect([claimPauseMs(idleClaims, shortest), claimPauseMs(idleClaims, longest)]).toEqual([5000, 10_000]);
  });

  it('becomes longer only after ten minutes in which nothing was queued', () => {
    expect(claimPace.busyClaims * claimPauseMs(1, () => 0.5)).toBe(10 * 60_000);
  });

  // The service shows a runner as absent after two minutes.
  it('stays far below the time after which the service misses a runner', () => {
    expect(claimPauseMs(1_000_000, longest) * 6).toBeLessThanOrEqual(60_000);
  });
});
