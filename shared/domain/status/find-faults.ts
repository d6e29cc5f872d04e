import type { Part, ServiceStatus, StatusFinding } from '#shared/contract/service-status.ts';
import { alarmFaults } from './alarm-faults.ts';
import { tableFaults } from './table-faults.ts';
import { tickFaults } from './tick-faults.ts';
import { unreadFault } from './unread-fault.ts';

type Seen = Omit<ServiceStatus, 'findings'>;

const partsOf = (seen: Seen): readonly (readonly [string, Part<unknown>])[] => [
  ['configuration', seen.options],
  ...seen.queues.map(({ name, messages }) => [`queue ${name}`, messages] as const),
  ['alarms', seen.alarms],
  ['subscriptions of the alarms', seen.subscriptions],
  ['last tick', seen.lastTick],
  ...seen.keys.map(({ name, versions }) => [`${name} key`, versions] as const),
  ['table', seen.table.description],
  ['point-in-time recovery', seen.table.pointInTimeRecovery],
  ['time to live', seen.table.timeToLive],
];

const count = (messages: number): string => (messages === 1 ? '1 message' : `${messages} messages`);

const queueFaults = ({ queues }: Seen): readonly StatusFinding[] =>
  queues.flatMap(({ name, messages }) => {
    if (messages.state !== 'read') return [];
    const held = messages.value.waiting + messages.value.inFlight;
    if (held === 0) return [];
    const fix = 'docs/operations.md, "Dead letters", says what it holds and what to do with it.';
    return [{ part: `queue ${name}`, problem: `It holds ${count(held)} of what failed for good.`, fix }];
  });

/**
 * Finds what is wrong with a stage, in the order of the report: each finding is one sentence, with what to do. `checkedAt`
 * counts as the present.
 * @returns an empty list if all is well
 */
export const findFaults = (seen: Seen): readonly StatusFinding[] => {
  const queues = queueFaults(seen);
  const told = new Set(queues.map((one) => one.part));
  return [
    ...partsOf(seen).flatMap(([name, part]) => (part.state === 'unread' ? [unreadFault(name, part)] : [])),
    ...queues,
    ...alarmFaults(seen, (id) => told.has(`queue ${id}`)),
    ...tickFaults(seen),
    ...tableFaults(seen),
  ];
};
