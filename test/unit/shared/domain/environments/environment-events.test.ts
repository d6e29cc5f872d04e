import { describe, expect, it } from 'vitest';
import { environmentEvents } from '#shared/domain/environments/environment-events.ts';
import { presentEnvironmentToAll } from '#shared/domain/environments/present-environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { deploymentSummary, environmentId, environmentRecord, now, past } from '#test/fixtures/records.ts';

const paused = { reason: 'month end', by: 'key_1', byName: 'First key', since: past };
const before = environmentRecord({ version: 4 });
const later = (over: Partial<EnvironmentRecord>): EnvironmentRecord => ({
  ...before,
  updatedAt: now,
  version: 5,
  ...over,
});

describe('environmentEvents', () => {
  it('tells of a new environment', () => {
    const made = environmentRecord();

    expect(environmentEvents({ before: null, after: made })).toEqual([
      {
        type: 'environment.created',
        subject: environmentId(),
        version: 1,
        data: presentEnvironmentToAll(made),
      },
    ]);
  });

  it.each([
    ['its name', { name: 'QA' }],
    ['its series', { odooVersion: null }],
    ['its approval', { approval: 'required' }],
    ['its automatic deployment', { autoDeploy: false }],
    ['its branches', { branches: ['main'] }],
    ['a pause', { paused }],
    ['several of them', { name: 'QA', autoDeploy: false, paused }],
  ] as const)('tells of %s once, with the environment as its GET answers it', (_, over) => {
    expect(environmentEvents({ before, after: later(over) })).toEqual([
      {
        type: 'environment.updated',
        subject: environmentId(),
        version: 5,
        data: presentEnvironmentToAll(later(over)),
      },
    ]);
  });

  it('tells of the end of a pause', () => {
    const events = environmentEvents({ before: { ...before, paused }, after: later({ paused: null }) });

    expect(events.map((event) => event.type)).toEqual(['environment.updated']);
  });

  it.each([
    ['its version and time', {}],
    ['a deployment that is pending', { pending: deploymentSummary() }],
    ['a deployment that runs', { running: deploymentSummary({ status: 'running' }) }],
    ['a deployment that is current', { current: deploymentSummary({ status: 'succeeded' }) }],
  ])('tells nothing of %s', (_, over) => {
    expect(environmentEvents({ before, after: later(over) })).toEqual([]);
  });

  it('tells nothing of an order of names in a map: the store keeps none', () => {
    const reordered = { since: past, byName: 'First key', by: 'key_1', reason: 'month end' };

    expect(environmentEvents({ before: { ...before, paused }, after: later({ paused: reordered }) })).toEqual([]);
  });

  it('tells of one that is deleted, with its id alone', () => {
    expect(environmentEvents({ before, after: null })).toEqual([
      { type: 'environment.deleted', subject: environmentId(), version: 4, data: { id: environmentId() } },
    ]);
  });

  it('tells nothing of nothing', () => {
    expect(environmentEvents({ before: null, after: null })).toEqual([]);
  });
});
