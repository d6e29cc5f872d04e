import { describe, expect, it } from 'vitest';
import { runnerOf } from '#shared/domain/environments/runner-of.ts';
import { deploymentRecord, environmentRecord } from '#test/fixtures/records.ts';

const at = (seconds: number): string => new Date(Date.parse('2026-11-24T10:00:00.000Z') + seconds * 1000).toISOString();
/** Queued at 0. */
const queued = { pending: deploymentRecord({ status: 'queued' }), updatedAt: at(0) } as const;
const seen = (seconds: number) => ({ runnerSeen: { name: 'build-1', at: at(seconds) } });

describe('the runner of an environment', () => {
  it('is nobody where none was seen, and misses nothing while nothing is queued', () => {
    expect(runnerOf(environmentRecord(), at(900))).toEqual({ name: null, lastSeenAt: null, absent: false });
  });

  it.each([
    ['queued for two minutes, and nobody was ever seen', queued, 120, true],
    ['queued for less', queued, 119, false],
    ['seen before it was queued only', { ...queued, ...seen(-1) }, 120, true],
    ['seen since', { ...queued, ...seen(30) }, 120, false],
    ['waiting, not queued', { ...queued, pending: deploymentRecord({ status: 'waiting' }) }, 120, false],
    ['queued behind one that runs', { ...queued, running: deploymentRecord({ status: 'running' }) }, 120, false],
  ])('is absent or not: %s', (_what, over, seconds, absent) => {
    expect(runnerOf(environmentRecord(over), at(seconds)).absent).toBe(absent);
  });

  it('was seen when it last renewed its lease, if that is later, in whole minutes', () => {
    const lease = { id: 'l', runner: 'build-2', startedAt: at(0), expiresAt: at(160), cancelledBy: null };
    const environment = environmentRecord({ lease, ...seen(0) });
    expect(runnerOf(environment, at(130))).toEqual({ name: 'build-2', lastSeenAt: at(60), absent: false });
  });
});
