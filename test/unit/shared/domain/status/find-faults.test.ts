import { describe, expect, test } from 'vitest';
import type { ServiceStatus } from '#shared/contract/service-status.ts';
import { findFaults } from '#shared/domain/status/find-faults.ts';
import { options, well, withAlarm } from './seen.ts';

type Seen = Omit<ServiceStatus, 'findings'>;

const read = <T>(value: T) => ({ state: 'read', value }) as const;
const problems = (changes: Partial<Seen>): string[] =>
  findFaults({ ...well, ...changes }).map(({ part, problem }) => `${part}: ${problem}`);

test('a stage that is well has nothing wrong', () => {
  expect(findFaults(well)).toEqual([]);
});

test('what npm start does not have is no fault', () => {
  const absent = { state: 'absent', detail: 'npm start has none.' } as const;

  const found = problems({ stage: null, options: absent, alarms: absent, subscriptions: absent });

  expect(found).toEqual([]);
});

test('each finding says what to do in a sentence or a command', () => {
  const lost = { state: 'unread', reason: 'failed', detail: 'TimeoutError: no answer' } as const;
  const everything = findFaults({
    ...well,
    alarms: lost,
    lastTick: read(null),
    subscriptions: read({ confirmed: 0, pending: 0 }),
    table: { ...well.table, timeToLive: read(false), pointInTimeRecovery: read(false) },
  });

  expect(everything.length).toBeGreaterThan(4);
  for (const { problem, fix } of everything) {
    expect.soft(problem).toMatch(/^[A-Z].*[.a-z]$/);
    expect.soft(fix).toMatch(/^[A-Z].*\.$|^aws [a-z]+ [a-z-]+ --/);
  }
});

describe('a part that could not be read', () => {
  test.each([
    ['denied', 'Deploy again.'],
    ['throttled', 'Run the command again in a minute.'],
    ['missing', 'Deploy again.'],
    ['failed', 'Run the command again.'],
  ] as const)('is named where it was %s', (reason, fix) => {
    const unread = { state: 'unread', reason, detail: 'Because: of that' } as const;
    const [queue, ...queues] = well.queues;
    const [key, ...keys] = well.keys;
    const found = findFaults({
      ...well,
      options: unread,
      queues: [{ name: queue?.name ?? '', messages: unread }, ...queues],
      alarms: unread,
      subscriptions: unread,
      lastTick: unread,
      keys: [{ name: key?.name ?? '', versions: unread }, ...keys],
      table: { name: 'OcoreTable', description: unread, pointInTimeRecovery: unread, timeToLive: unread },
    });

    expect(found.map(({ part }) => part)).toEqual([
      'configuration',
      'queue StreamDeadLetters',
      'alarms',
      'subscriptions of the alarms',
      'last tick',
      'root key',
      'table',
      'point-in-time recovery',
      'time to live',
    ]);
    for (const one of found) {
      expect.soft(one.problem).toBe('It could not be read: Because: of that');
      expect.soft(one.fix).toContain(fix);
    }
  });

  test('is told apart from a key that is read and not valid', () => {
    const versions = { state: 'unread', reason: 'invalid', detail: 'the current version is missing.' } as const;

    expect(findFaults({ ...well, keys: [{ name: 'root', versions }] })).toEqual([
      {
        part: 'root key',
        problem: 'It is not valid: the current version is missing.',
        fix: 'docs/operations.md, "Rotating the root key", says what it must hold.',
      },
    ]);
  });
});

describe('a dead-letter queue', () => {
  test.each([
    [{ waiting: 3, inFlight: 0 }, 'It holds 3 messages of what failed for good.'],
    [{ waiting: 0, inFlight: 1 }, 'It holds 1 message of what failed for good.'],
  ])('that holds %j is a fault', (messages, problem) => {
    const queues = [{ name: 'PurgeDeadLetters', messages: read(messages) }];

    expect(problems({ queues })).toEqual([`queue PurgeDeadLetters: ${problem}`]);
  });

  test('is told once, not by its alarm too', () => {
    const queues = [{ name: 'PurgeDeadLetters', messages: read({ waiting: 1, inFlight: 0 }) }];
    const ringing = withAlarm('PurgeDeadLetters', { state: 'ALARM' });

    expect(problems({ ...ringing, queues })).toHaveLength(1);
    expect(problems(ringing)).toHaveLength(1);
  });
});

describe('an alarm', () => {
  test('that rings is told with the reason of CloudWatch and what to do', () => {
    const ringing = withAlarm('ServerErrors', { state: 'ALARM', reason: '2 datapoints were over 5.' });

    expect(findFaults(ringing)).toEqual([
      {
        part: 'alarm ServerErrors',
        problem: 'It rings since 2026-11-29T09:00:00.000Z: 2 datapoints were over 5.',
        fix: 'What to do about ServerErrors.',
      },
    ]);
  });

  test.each([
    ['2026-11-29T11:00:00.000Z', []],
    [
      '2026-11-29T10:59:59.999Z',
      ['alarm ServerErrors: It has had no data since 2026-11-29T10:59:59.999Z, so that it cannot ring.'],
    ],
    [null, ['alarm ServerErrors: It has had no data since an unknown time, so that it cannot ring.']],
  ])('without data since %s is new for an hour', (since, expected) => {
    expect(problems(withAlarm('ServerErrors', { state: 'INSUFFICIENT_DATA', since }))).toEqual(expected);
  });

  test('that does not exist is a fault, and not one that tells nobody', () => {
    const found = problems(withAlarm('ServerErrors', { state: 'MISSING', since: null, notifies: false }));

    expect(found).toEqual(['alarm ServerErrors: There is no alarm ocore-ServerErrors.']);
  });

  test('whose actions are disabled tells nobody', () => {
    expect(findFaults(withAlarm('ServerErrors', { notifies: false }))).toEqual([
      {
        part: 'alarm ServerErrors',
        problem: 'It tells nobody: its actions are disabled.',
        fix: 'aws cloudwatch enable-alarm-actions --alarm-names ocore-ServerErrors',
      },
    ]);
  });
});

describe('who hears of alarms', () => {
  test.each([
    [{ confirmed: 0, pending: 1 }, '1 of 1 is not confirmed, and hears nothing.'],
    [{ confirmed: 1, pending: 2 }, '2 of 3 are not confirmed, and hear nothing.'],
    [{ confirmed: 0, pending: 0 }, 'There is none: nobody hears of an alarm.'],
  ])('%j', (subscriptions, problem) => {
    expect(problems({ subscriptions: read(subscriptions) })).toEqual([`subscriptions of the alarms: ${problem}`]);
  });

  test.each([
    [true, 'has unsubscribed'],
    [false, 'Set alarmEmail'],
  ])('where alarmEmail is set: %s', (alarmEmail, fix) => {
    const nobody = { subscriptions: read({ confirmed: 0, pending: 0 }), options: read({ ...options, alarmEmail }) };

    expect(findFaults({ ...well, ...nobody })[0]?.fix).toContain(fix);
  });
});

describe('the tick', () => {
  const ended = (endedAt: string, failed = 0) => ({
    lastTick: read({ startedAt: '2026-11-29T11:00:00.000Z', endedAt, done: 2, failed }),
  });

  test.each([
    ['2026-11-29T11:54:00.000Z', []],
    ['2026-11-29T11:53:59.999Z', ['last tick: It ended 6 minutes ago, and one starts each minute.']],
  ])('that ended at %s is late after six minutes', (endedAt, expected) => {
    expect(problems(ended(endedAt))).toEqual(expected);
  });

  test('that never ran, and one that failed at an item', () => {
    expect(problems({ lastTick: read(null) })).toEqual(['last tick: The tick has not run yet.']);
    expect(problems(ended('2026-11-29T11:59:00.000Z', 1))).toEqual([
      'last tick: It failed at 1 of 3 due items, which stay due.',
    ]);
  });

  test('of npm start has no rule to look at', () => {
    const fixes = [null, 'prod'].map((stage) => findFaults({ ...well, stage, lastTick: read(null) })[0]?.fix);

    expect(fixes.map((fix) => fix?.includes('EachMinute'))).toEqual([false, true]);
  });
});

describe('the table', () => {
  const described = { status: 'ACTIVE', stream: true, deletionProtection: true, items: 0, bytes: 0 };
  const table = (changes: Partial<typeof described>) => ({
    table: { ...well.table, description: read({ ...described, ...changes }) },
  });

  test.each([
    [{ status: 'UPDATING' }, []],
    [{ status: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' }, ['It is INACCESSIBLE_ENCRYPTION_CREDENTIALS.']],
    [{ stream: false }, ['It has no stream of new and old images, so that no event is sent.']],
    [{ deletionProtection: false }, ['Nothing protects it from being deleted.']],
  ])('described as %j', (changes, expected) => {
    expect(problems(table(changes))).toEqual(expected.map((one) => `table: ${one}`));
  });

  test('of a stage that is to be destroyed needs no protection', () => {
    const destroyed = { options: read({ ...options, removal: 'destroy' as const }) };

    expect(problems({ ...destroyed, ...table({ deletionProtection: false }) })).toEqual([]);
  });

  test('that was restored lacks recovery and time to live, and the findings hold the commands', () => {
    const restored = { ...well.table, pointInTimeRecovery: read(false), timeToLive: read(false) };

    expect(findFaults({ ...well, table: restored }).map(({ fix }) => fix)).toEqual([
      'aws dynamodb update-continuous-backups --table-name OcoreTable --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
      'aws dynamodb update-time-to-live --table-name OcoreTable --time-to-live-specification Enabled=true,AttributeName=ttl',
    ]);
  });
});
