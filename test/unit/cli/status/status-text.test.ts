import { describe, expect, test } from 'vitest';
import type { ServiceStatus } from '#shared/contract/service-status.ts';
import { findFaults } from '#shared/domain/status/find-faults.ts';
import { okAlarm, well } from '#test/unit/shared/domain/status/seen.ts';
import { statusText } from '../../../../cli/commands/admin/status-text.ts';

const read = <T>(value: T) => ({ state: 'read', value }) as const;
const screen = { width: null, now: new Date(well.checkedAt) };

const textOf = (changes: Partial<ServiceStatus> = {}): string => {
  const seen = { ...well, ...changes };
  return statusText({ ...seen, findings: [...findFaults(seen)] }, screen);
};

describe('the report', () => {
  test('of a stage that is well has every part, and says so at its end', () => {
    const text = textOf({ signIn: { kind: 'cognito', issuer: 'https://issuer.example.com' } });

    const heads = text.split('\n').filter((line) => /^\S/.test(line));
    expect(heads).toEqual([
      'oCore Projects 0.1.0, stage prod, eu-central-1, at 2026-11-29T12:00:00.000Z',
      'Configuration',
      'Dead-letter queues',
      'Alarms',
      'Last tick',
      'Keys',
      'Table',
      'Nothing is wrong.',
    ]);
    expect(text).toContain('sign-in              cognito, https://issuer.example.com');
    expect(text).toContain('ended 2026-11-29T11:59:01.000Z (59 seconds ago): 3 done, 0 failed');
    expect(text).toContain('version 1 is current, of 1, written 2026-11-01T00:00:00.000Z (28 days ago)');
  });

  test('tells an alarm that rings from one without data, and why', () => {
    const alarms = read([
      { ...okAlarm('ServerErrors'), state: 'ALARM' as const, reason: 'Over 5.' },
      { ...okAlarm('LateEvents'), state: 'INSUFFICIENT_DATA' as const, reason: 'No data.' },
      { ...okAlarm('TickErrors'), notifies: false },
      { ...okAlarm('TickStopped'), state: 'MISSING' as const, since: null },
      okAlarm('SlowAnswers'),
    ]);

    const lines = textOf({ alarms }).split('\n');

    const rows = lines.filter((line) => /^ {2}\w+ +(OK|ALARM|INSUFFICIENT_DATA|MISSING)/.test(line));
    expect(rows.map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'ServerErrors ALARM 2026-11-29T09:00:00.000Z Over 5.',
      'LateEvents INSUFFICIENT_DATA 2026-11-29T09:00:00.000Z No data.',
      'TickErrors OK 2026-11-29T09:00:00.000Z tells nobody',
      'TickStopped MISSING - -',
      'SlowAnswers OK 2026-11-29T09:00:00.000Z -',
    ]);
  });

  test('points at its end for what could not be read, and lists what to do', () => {
    const unread = { state: 'unread', reason: 'denied', detail: 'AccessDenied: no' } as const;

    const text = textOf({ alarms: unread, queues: [{ name: 'StreamDeadLetters', messages: unread }] });

    expect(text).toContain('Alarms\n  could not be read, see below');
    expect(text).toContain('StreamDeadLetters  could not be read, see below');
    expect(text).toMatch(
      /What is wrong\n {2}queue StreamDeadLetters: It could not be read: AccessDenied: no\n {4}Deploy/,
    );
  });

  test('of npm start says what it does not have', () => {
    const absent = { state: 'absent', detail: 'npm start has none.' } as const;

    const text = textOf({ stage: null, region: null, options: absent, alarms: absent, subscriptions: absent });

    expect(text).toMatch(/^oCore Projects 0\.1\.0, npm start, at /);
    expect(text).toContain('options  npm start has none.');
    expect(text).toContain('Alarms\n  npm start has none.\n');
  });

  test('hands nothing on that moves a cursor', () => {
    const alarms = read([{ ...okAlarm('ServerErrors'), state: 'ALARM' as const, reason: 'Over\u001b[2J 5.' }]);

    expect(textOf({ alarms })).not.toContain('\u001b');
  });

  test('without a tick says so', () => {
    expect(textOf({ lastTick: read(null) })).toContain('Last tick\n  none yet');
  });
});
