import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { alarms, deadLetterAlarm } from '#shared/contract/alarms.ts';
import type { AlarmStatus } from '#shared/contract/service-status.ts';
import { clientSettings } from './client-settings.ts';

/** What DescribeAlarms takes by name. */
const most = 100;

let client: CloudWatchClient | undefined;

const statusOf = (id: string, name: string, guide: string, found: MetricAlarm | undefined): AlarmStatus => {
  if (found === undefined) {
    return { id, name, guide, state: 'MISSING', since: null, reason: null, notifies: false };
  }
  const { StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp, StateReason, ActionsEnabled } = found;
  return {
    id,
    name,
    guide,
    state: StateValue ?? 'INSUFFICIENT_DATA',
    since: (StateTransitionedTimestamp ?? StateUpdatedTimestamp)?.toISOString() ?? null,
    reason: StateReason ?? null,
    notifies: ActionsEnabled !== false,
  };
};

/**
 * Every alarm of a stage, also those that should exist and do not.
 * @param prefix of the names of the stage @param queues whose alarms have their names
 * @throws what CloudWatch throws
 */
export const readAlarms = async (prefix: string, queues: readonly string[]): Promise<AlarmStatus[]> => {
  client ??= new CloudWatchClient(clientSettings);
  const guides: readonly (readonly [string, string])[] = [
    ...Object.entries(alarms),
    ...queues.map((queue) => [queue, deadLetterAlarm] as const),
  ];
  const nameOf = (id: string): string => `${prefix}-${id}`;
  const AlarmNames = guides.map(([id]) => nameOf(id));
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm'], MaxRecords: most }),
  );
  const found = new Map(MetricAlarms.map((alarm) => [alarm.AlarmName, alarm]));
  return guides.map(([id, guide]) => statusOf(id, nameOf(id), guide, found.get(nameOf(id))));
};
