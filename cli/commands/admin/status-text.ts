import type { AlarmStatus, DeployedOptions, KeyStatus, Part, ServiceStatus } from '#shared/contract/service-status.ts';
import { plainText, relativeTime, type Screen } from '../../present/cell.ts';
import { listTable } from '../../present/table.ts';

const section = (title: string, body: string): string => `${title}\n${body.trimEnd().replace(/^/gm, '  ')}`;

const pairs = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${plainText(value)}`).join('\n');
};

/** What stands in the place of a part that was not read. */
const told = <T>(part: Part<T>, tell: (value: T) => string): string => {
  switch (part.state) {
    case 'read':
      return tell(part.value);
    case 'absent':
      return part.detail;
    case 'unread':
      return part.reason === 'invalid' ? 'not valid, see below' : 'could not be read, see below';
  }
};

const on = (is: boolean): string => (is ? 'on' : 'off');

const encryption = { aws: 'keys of AWS', made: 'a KMS key that the stack made', given: 'a KMS key that was given' };

const optionRows = (options: DeployedOptions): readonly (readonly [string, string])[] => {
  const { reservedConcurrency, provisionedConcurrency, throttle } = options;
  return [
    ['domain', options.domain ?? 'none of its own'],
    ['originSecret', on(options.originSecret)],
    ['encryption', encryption[options.encryption]],
    ['vpc', options.vpc ?? 'none'],
    ['tracing', on(options.tracing)],
    ['receiver', `${reservedConcurrency ?? 'nothing'} reserved, ${provisionedConcurrency ?? 'nothing'} kept warm`],
    ['throttle', `${throttle.ratePerSecond} requests a second, ${throttle.burst} at once`],
    ['eventArchiveDays', String(options.eventArchiveDays ?? 'no archive')],
    ['logRetentionDays', String(options.logRetentionDays)],
    ['alarmEmail', options.alarmEmail ? 'set' : 'not set'],
    ['removal', options.removal],
    [
      'data',
      `${options.givenTable ? 'a given' : 'its own'} table, ${options.givenRootKey ? 'a given' : 'its own'} root key`,
    ],
    ['permissionsBoundary', options.permissionsBoundary ? 'set' : 'not set'],
    ['caBundle', options.caBundle ? 'set' : 'not set'],
    ['runnerPolicies', String(options.runnerPolicies)],
    ['codeBuildDeployers', String(options.codeBuildDeployers)],
  ];
};

const configuration = ({ publicUrl, signIn, options }: ServiceStatus): string =>
  pairs([
    ['address', publicUrl],
    ['sign-in', signIn === null ? 'API keys alone' : `${signIn.kind}, ${signIn.issuer}`],
    ...(options.state === 'read' ? optionRows(options.value) : [['options', told(options, () => '')] as const]),
  ]);

const queueTable = ({ queues }: ServiceStatus, screen: Screen): string => {
  const rows = queues.flatMap(({ name, messages }) => (messages.state === 'read' ? [{ name, ...messages.value }] : []));
  const others = queues.flatMap(({ name, messages }): readonly (readonly [string, string])[] =>
    messages.state === 'read' ? [] : [[name, told(messages, () => '')]],
  );
  return `${listTable(rows, screen)}${others.length === 0 ? '' : pairs(others)}`;
};

const reasonOf = ({ state, reason, notifies }: AlarmStatus): string | null => {
  if (state === 'MISSING') return null;
  const silent = notifies ? null : 'tells nobody';
  return state === 'OK' ? silent : [silent, reason].filter((one) => one !== null).join('; ');
};

const alarmTable = ({ alarms, subscriptions }: ServiceStatus, screen: Screen): string => {
  const table = told(alarms, (all) =>
    listTable(
      all.map((alarm) => ({ name: alarm.id, state: alarm.state, since: alarm.since, reason: reasonOf(alarm) })),
      screen,
    ),
  );
  if (alarms.state === 'absent') return table;
  const heard = told(subscriptions, ({ confirmed, pending }) => `${confirmed} confirmed, ${pending} not confirmed`);
  return `${table.trimEnd()}\n${pairs([['subscriptions of their topic', heard]])}`;
};

const ago = (at: string, { now }: Screen): string => `${at} (${relativeTime(at, now)})`;

const keyRow = ({ name, versions }: KeyStatus, screen: Screen): readonly [string, string] => [
  name,
  told(versions, ({ current, all, changedAt }) => {
    const changed = changedAt === null ? '' : `, written ${ago(changedAt, screen)}`;
    return `version ${current} is current, of ${all.join(', ')}${changed}`;
  }),
];

const lastTick = ({ lastTick: tick }: ServiceStatus, screen: Screen): string =>
  told(tick, (one) =>
    one === null ? 'none yet' : `ended ${ago(one.endedAt, screen)}: ${one.done} done, ${one.failed} failed`,
  );

const tableRows = ({ table }: ServiceStatus): string =>
  pairs([
    ['name', table.name],
    ['status', told(table.description, ({ status }) => status)],
    ['stream', told(table.description, ({ stream }) => on(stream))],
    ['deletion protection', told(table.description, (one) => on(one.deletionProtection))],
    ['point-in-time recovery', told(table.pointInTimeRecovery, on)],
    ['time to live', told(table.timeToLive, on)],
    [
      'items',
      told(table.description, ({ items, bytes }) => `about ${items}, ${bytes} bytes: DynamoDB counts every six hours`),
    ],
  ]);

const wrong = ({ findings }: ServiceStatus): string =>
  findings.map(({ part, problem, fix }) => `${plainText(`${part}: ${problem}`)}\n  ${plainText(fix)}`).join('\n');

/** The report of a stage for a person. Times count from `now`, which is that of the report. */
export const statusText = (status: ServiceStatus, screen: Screen): string => {
  const { version, stage, region, checkedAt, findings } = status;
  const where = stage === null ? 'npm start' : `stage ${stage}, ${region}`;
  return [
    `oCore Projects ${version}, ${where}, at ${checkedAt}`,
    section('Configuration', configuration(status)),
    section('Dead-letter queues', queueTable(status, screen)),
    section('Alarms', alarmTable(status, screen)),
    section('Last tick', lastTick(status, screen)),
    section('Keys', pairs(status.keys.map((key) => keyRow(key, screen)))),
    section('Table', tableRows(status)),
    findings.length === 0 ? 'Nothing is wrong.' : section('What is wrong', wrong(status)),
  ].join('\n\n');
};
