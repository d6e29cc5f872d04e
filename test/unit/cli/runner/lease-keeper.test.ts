import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ApiFailure } from '#shared/client/api-failure.ts';
import type { Interruption } from '../../../../cli/runner/interruption.ts';
import { LeaseKeeper } from '../../../../cli/runner/lease-keeper.ts';

const timing = { leaseMs: 20_000, heartbeatMs: 20, jitterMs: 5, retryMs: 5 };

/** Moves the clock by which a lease expires. */
const pass = (ms: number): void => {
  const later = performance.now() + ms;
  const clock = vi.spyOn(performance, 'now').mockReturnValue(later);
  onTestFinished(() => clock.mockRestore());
};

type Beat = ConstructorParameters<typeof LeaseKeeper>[1];

/** Keeps a lease until it is interrupted, or as many heartbeats were sent. */
const kept = (beat: Beat, beats = 5, leaseMs = timing.leaseMs) => {
  const sent: string[] = [];
  return new Promise<{ keeper: LeaseKeeper; sent: string[]; why: Interruption | null }>((resolve) => {
    const keeper: LeaseKeeper = new LeaseKeeper(
      'lease-0',
      (lease) => {
        sent.push(lease);
        if (sent.length > beats) resolve({ keeper, sent, why: null });
        return beat(lease, {});
      },
      (why) => resolve({ keeper, sent, why }),
      { ...timing, leaseMs },
    );
  });
};
const renewed: Beat = async (lease) => ({ lease: { token: `lease-${Number(lease.slice(6)) + 1}` }, cancel: false });

describe('a kept lease', () => {
  it('is renewed with the newest token each time, and no more once it is ended', async () => {
    const { keeper, sent, why } = await kept(renewed, 3);

    await keeper.end();

    expect(why).toBeNull();
    expect(sent).toEqual(['lease-0', 'lease-1', 'lease-2', 'lease-3']);
    expect(keeper.token).toBe('lease-4');
  });

  it('tells that the deployment shall be cancelled', async () => {
    const { keeper, why } = await kept(async () => ({ lease: { token: 'lease-1' }, cancel: true }));

    expect(why).toBe('cancelled');
    await keeper.end();
  });

  it.each([409, 404, 403, 400])('is lost where a heartbeat is answered with %i', async (status) => {
    const { sent, why } = await kept(async () => {
      throw new ApiFailure('refused', { status });
    });

    expect(why).toBe('lease_lost');
    expect(sent).toHaveLength(1);
  });

  it.each([0, 429, 503])('is lost only when it is over where heartbeats fail in passing (%i)', async (status) => {
    let failures = 0;
    const { sent, why } = await kept(async () => {
      failures += 1;
      if (failures === 3) pass(timing.leaseMs);
      throw new ApiFailure('failed', { status });
    });

    expect(why).toBe('lease_lost');
    expect(sent).toHaveLength(3);
  });

  it('is lost when it is over where a heartbeat hangs', async () => {
    const { why } = await kept(() => new Promise(() => undefined), 5, 50);

    expect(why).toBe('lease_lost');
  });

  it('reports at once what was found, once, and again where the heartbeat failed in passing', async () => {
    const reports: unknown[] = [];
    const done = Promise.withResolvers<void>();
    let failures = 1;
    const keeper = new LeaseKeeper(
      'lease-0',
      async (_lease, facts) => {
        reports.push(facts);
        if (Object.keys(facts).length === 0) return { lease: { token: 'lease-1' }, cancel: false };
        failures -= 1;
        if (failures >= 0) throw new ApiFailure('failed', { status: 503 });
        if ('changePlan' in facts) done.resolve();
        return { lease: { token: 'lease-1' }, cancel: false };
      },
      () => undefined,
      // No heartbeat comes by itself after the first one.
      { ...timing, heartbeatMs: 15_000 },
    );
    const commit = { commitSha: 'a'.repeat(40), commitMessage: 'Fix taxes' };
    const changePlan = { modules: [], versionBumps: [], requirementsChanged: false, warnings: [], updates: null };

    await expect.poll(() => reports).toEqual([{}]);
    keeper.report(commit);
    await expect.poll(() => reports).toEqual([{}, commit, commit]);
    keeper.report({ changePlan });
    await done.promise;
    await keeper.end();

    expect(reports).toEqual([{}, commit, commit, { changePlan }]);
  });

  it('goes on without what the service does not take', async () => {
    const reports: unknown[] = [];
    let why: Interruption | null = null;
    const keeper = new LeaseKeeper(
      'lease-0',
      async (_lease, facts) => {
        reports.push(facts);
        if (Object.keys(facts).length > 0) throw new ApiFailure('refused', { status: 400 });
        return { lease: { token: 'lease-1' }, cancel: false };
      },
      (reason) => {
        why = reason;
      },
      { ...timing, heartbeatMs: 15_000 },
    );

    await expect.poll(() => reports).toEqual([{}]);
    keeper.report({ commitMessage: 'Fix taxes' });
    await expect.poll(() => reports.length).toBeGreaterThanOrEqual(3);
    await keeper.end();

    expect(reports).toEqual([{}, { commitMessage: 'Fix taxes' }, {}]);
    expect(why).toBeNull();
  });

  it('is ended at once where a heartbeat hangs, and is not lost by that', async () => {
    let why: Interruption | null = null;
    const sent = Promise.withResolvers<void>();
    const keeper = new LeaseKeeper(
      'lease-0',
      () => {
        sent.resolve();
        return new Promise(() => undefined);
      },
      (reason) => {
        why = reason;
      },
      timing,
    );
    await sent.promise;

    await keeper.end();

    expect(why).toBeNull();
    expect(keeper.token).toBe('lease-0');
  });
});
