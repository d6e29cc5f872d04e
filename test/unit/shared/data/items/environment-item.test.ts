import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentFromItem, environmentWrite } from '#shared/data/items/environment-item.ts';
import { endOf } from '#shared/data/items/packed-slot.ts';
import { summaryOf } from '#shared/domain/deployments/deployment-slot.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { commit, deploymentId, deploymentRecord, environmentRecord, now, past } from '#test/fixtures/records.ts';

const itemOf = (environment: EnvironmentRecord): Record<string, unknown> => ({
  ...environmentWrite(environment).Put?.Item,
});

const time = fc
  .option(fc.date({ noInvalidDate: true, min: new Date(past), max: new Date('2030-01-01') }))
  .map((at) => at?.toISOString() ?? null);
const text = fc.option(fc.string());
const slot = (n: number) =>
  fc.option(
    fc
      .record({
        id: fc.constant(deploymentId(n)),
        originId: fc.constantFrom(deploymentId(n), deploymentId(9)),
        commitSha: fc.constantFrom(null, commit(n)),
        commitMessage: text,
        commitAuthor: text,
        branch: text,
        tag: text,
        trigger: fc.constantFrom('push', 'manual'),
        triggeredBy: fc.constantFrom('github:octocat', 'key_1', 'reconcile'),
        triggeredByName: fc.constantFrom('octocat', 'First key'),
        statusReason: text,
        startedAt: time,
        completedAt: time,
      })
      .map((over) => summaryOf(deploymentRecord({ ...over, trigger: 'push' }))),
  );

describe('the slots of an environment', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(slot(1), slot(2), slot(3), (current, running, last) => {
        const slots = {
          current: current === null ? null : { ...current, status: 'succeeded' as const },
          running: running === null ? null : { ...running, status: 'running' as const },
          lastDeployment: last === null ? null : { ...last, status: 'cancelled' as const },
        };
        const environment = environmentRecord(slots);
        const lastDeployment = slots.lastDeployment ?? slots.current;
        expect(environmentFromItem(itemOf(environment))).toEqual({ ...environment, lastDeployment });
      }),
      { numRuns: 50 },
    );
  });

  const ran = summaryOf(deploymentRecord({ id: deploymentId(2), status: 'running', startedAt: past }));
  const current = summaryOf(deploymentRecord({ id: deploymentId(1), status: 'succeeded' }));
  const ended = (status: 'succeeded' | 'failed', over = {}) => {
    const { running, ...item } = itemOf(environmentRecord({ current, running: ran }));
    const fields = { status, completedAt: now, durationMs: 1, errorMessage: null, ...over };
    return environmentFromItem({ ...item, running: null, ended: running, end: endOf(fields) });
  };

  it('take what ran into current once it has succeeded, with what the end told of its commit', () => {
    const after = ended('succeeded', { commitSha: commit(7), commitAuthor: 'Hubot', statusReason: null });
    const shown = { ...ran, status: 'succeeded', completedAt: now, commitSha: commit(7), commitAuthor: 'Hubot' };
    expect(after).toMatchObject({ current: shown, lastDeployment: shown, running: null });
  });

  it('keep current where what ran has failed, and the end stays after the next write', () => {
    const after = ended('failed', { statusReason: 'x'.repeat(4000) });
    expect(after.current).toEqual(current);
    expect(after.lastDeployment).toMatchObject({ id: ran.id, status: 'failed', statusReason: 'x'.repeat(500) });
    expect(environmentFromItem(itemOf(after))).toEqual(after);
  });

  it('show the commit facts that a heartbeat wrote', () => {
    const item = itemOf(environmentRecord({ running: { ...ran, commitMessage: null } }));
    const running = { ...(item.running as object), commitSha: commit(8), facts: ['Fix taxes', null] };
    expect(environmentFromItem({ ...item, running }).running).toEqual({
      ...ran,
      commitSha: commit(8),
      commitMessage: 'Fix taxes',
    });
  });

  it('of an earlier version are read with null for what was not kept', () => {
    const old = {
      id: ran.id,
      commitSha: commit(3),
      branch: 'main',
      status: 'succeeded',
      createdAt: past,
      originId: ran.id,
    };
    const { last: _last, ...item } = itemOf(environmentRecord());
    const { current: read, lastDeployment } = environmentFromItem({ ...item, current: old });
    expect(read).toEqual({ ...summaryOf(deploymentRecord()), ...old, waitsFor: [], ...nothing });
    expect(lastDeployment).toEqual(read);
  });
});

const nothing = {
  commitMessage: null,
  commitAuthor: null,
  tag: null,
  trigger: null,
  triggeredBy: null,
  triggeredByName: null,
  statusReason: null,
  startedAt: null,
  completedAt: null,
};
