import { describe, expect, it } from 'vitest';
import { applyTimeouts } from '#shared/domain/environments/apply-timeouts.ts';
import type { LeaseRecord } from '#shared/domain/records/environment.ts';
import { deploymentId, deploymentRecord, environmentRecord, now, past } from '#test/fixtures/records.ts';

const running = deploymentRecord({ id: deploymentId(1), status: 'running' });
const lease = (over: Partial<LeaseRecord> = {}): LeaseRecord => ({
  id: 'lease',
  runner: 'build-1',
  startedAt: past,
  expiresAt: now,
  cancelledBy: null,
  ...over,
});
const waits = (approvalUntil: string | null) =>
  deploymentRecord({ id: deploymentId(2), status: 'waiting', waitsFor: ['approval'], approvalUntil });

describe('applyTimeouts', () => {
  it('does nothing before a lease or an approval is over', () => {
    const later = '2026-11-24T12:00:00.001Z';
    const environment = environmentRecord({ running, lease: lease({ expiresAt: later }), pending: waits(later) });
    expect(applyTimeouts(environment, now)).toBeNull();
    expect(applyTimeouts(environmentRecord({ pending: waits(null) }), now)).toBeNull();
  });

  it('fails what runs under a lease that is over, with how long it took', () => {
    const step = applyTimeouts(environmentRecord({ running, lease: lease(), version: 4 }), now);
    expect(step?.after).toMatchObject({ running: null, lease: null, version: 5 });
    expect(step?.changes).toEqual([
      {
        id: running.id,
        transition: 'lose',
        to: {
          status: 'failed',
          statusReason: `runner_lost: the runner build-1 did not renew its lease, which ended at ${now}. Check the runner on its host, then deploy again.`,
          errorMessage: `runner_lost: the runner build-1 did not renew its lease, which ended at ${now}. Check the runner on its host, then deploy again.`,
          completedAt: now,
          durationMs: 7_200_000,
        },
      },
    ]);
  });

  it('cancels it where somebody had asked for that', () => {
    const step = applyTimeouts(environmentRecord({ running, lease: lease({ cancelledBy: 'Mona' }) }), now);
    expect(step?.changes[0]?.to).toMatchObject({
      status: 'cancelled',
      statusReason: expect.stringMatching(/^runner_lost: Mona asked to cancel it/),
    });
  });

  it('ends both in one step of one version', () => {
    const environment = environmentRecord({ running, lease: lease(), pending: waits(now), version: 4 });
    const step = applyTimeouts(environment, now);
    expect(step?.after).toMatchObject({ running: null, lease: null, pending: null, version: 5 });
    expect(step?.changes.map((change) => [change.id, change.to.status])).toEqual([
      [running.id, 'failed'],
      [deploymentId(2), 'cancelled'],
    ]);
  });
});
