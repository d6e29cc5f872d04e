import type { AlarmStatus, ServiceStatus, StatusFinding } from '#shared/contract/service-status.ts';

type Seen = Pick<ServiceStatus, 'alarms' | 'subscriptions' | 'checkedAt' | 'options'>;

/** CloudWatch judges a new alarm within its period, of at most half an hour. One that has no data for longer watches nothing. */
const patienceMs = 3_600_000;

const stateFault = (alarm: AlarmStatus, now: number): Omit<StatusFinding, 'part'> | null => {
  const { state, since, reason, guide, name } = alarm;
  switch (state) {
    case 'OK':
      return null;
    case 'MISSING':
      return { problem: `There is no alarm ${name}.`, fix: 'It was deleted by hand. Deploy again.' };
    case 'ALARM':
      return { problem: `It rings since ${since ?? 'an unknown time'}: ${reason ?? 'no reason is told.'}`, fix: guide };
    case 'INSUFFICIENT_DATA':
      if (since !== null && now - Date.parse(since) <= patienceMs) return null;
      return {
        problem: `It has had no data since ${since ?? 'an unknown time'}, so that it cannot ring.`,
        fix: 'Look in CloudWatch at its metric, and whether what it counts still exists. Deploy again if it does not.',
      };
  }
};

const subscriptionFaults = ({ subscriptions, options }: Seen): readonly StatusFinding[] => {
  if (subscriptions.state !== 'read') return [];
  const { confirmed, pending } = subscriptions.value;
  const part = 'subscriptions of the alarms';
  if (pending > 0) {
    const problem = `${pending} of ${confirmed + pending} ${pending === 1 ? 'is not confirmed, and hears' : 'are not confirmed, and hear'} nothing.`;
    return [{ part, problem, fix: 'Open the link in the mail from AWS Notifications. It works for two days.' }];
  }
  if (confirmed > 0) return [];
  const wanted = options.state === 'read' && options.value.alarmEmail;
  const fix = wanted
    ? 'The address of alarmEmail has unsubscribed, or never confirmed: subscribe it to the topic again (output AlarmTopicArn).'
    : 'Set alarmEmail in the configuration, or subscribe what tells you to the topic (output AlarmTopicArn).';
  return [{ part, problem: 'There is none: nobody hears of an alarm.', fix }];
};

/**
 * The findings about alarms: those that ring, and those that notify nobody.
 * @param isTold whether another finding already says why this alarm rings
 */
export const alarmFaults = (seen: Seen, isTold: (id: string) => boolean): readonly StatusFinding[] => {
  const all = seen.alarms.state === 'read' ? seen.alarms.value : [];
  const found = all.flatMap((alarm): readonly StatusFinding[] => {
    const part = `alarm ${alarm.id}`;
    const fault = alarm.state === 'ALARM' && isTold(alarm.id) ? null : stateFault(alarm, Date.parse(seen.checkedAt));
    const fix = `aws cloudwatch enable-alarm-actions --alarm-names ${alarm.name}`;
    const silent = { part, problem: 'It tells nobody: its actions are disabled.', fix };
    return [
      ...(fault === null ? [] : [{ part, ...fault }]),
      ...(alarm.notifies || alarm.state === 'MISSING' ? [] : [silent]),
    ];
  });
  return [...found, ...subscriptionFaults(seen)];
};
