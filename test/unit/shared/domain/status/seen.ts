import { alarms } from '#shared/contract/alarms.ts';
import type { AlarmStatus, DeployedOptions, ServiceStatus } from '#shared/contract/service-status.ts';

export const options: DeployedOptions = {
  domain: null,
  originSecret: false,
  encryption: 'aws',
  vpc: null,
  tracing: false,
  reservedConcurrency: null,
  provisionedConcurrency: null,
  throttle: { ratePerSecond: 100, burst: 200 },
  eventArchiveDays: null,
  logRetentionDays: 30,
  alarmEmail: true,
  removal: 'retain',
  givenTable: false,
  givenRootKey: false,
  permissionsBoundary: false,
  caBundle: false,
  runnerPolicies: 0,
  codeBuildDeployers: 0,
};

export const queueNames = ['StreamDeadLetters', 'PurgeDeadLetters', 'ReportDeadLetters', 'TickDeadLetters'];

const read = <T>(value: T) => ({ state: 'read', value }) as const;

export const okAlarm = (id: string): AlarmStatus => ({
  id,
  name: `ocore-${id}`,
  state: 'OK',
  since: '2026-11-29T09:00:00.000Z',
  reason: 'Threshold not crossed',
  guide: `What to do about ${id}.`,
  notifies: true,
});

/** A stage that is well, seen at noon. */
export const well: Omit<ServiceStatus, 'findings'> = {
  version: '0.1.0',
  stage: 'prod',
  region: 'eu-central-1',
  checkedAt: '2026-11-29T12:00:00.000Z',
  publicUrl: 'https://ocore.example.com',
  signIn: null,
  options: read(options),
  queues: queueNames.map((name) => ({ name, messages: read({ waiting: 0, inFlight: 0 }) })),
  alarms: read([...Object.keys(alarms), ...queueNames].map(okAlarm)),
  subscriptions: read({ confirmed: 1, pending: 0 }),
  lastTick: read({ startedAt: '2026-11-29T11:59:00.000Z', endedAt: '2026-11-29T11:59:01.000Z', done: 3, failed: 0 }),
  keys: ['root', 'lease'].map((name) => ({
    name,
    versions: read({ current: 1, all: [1], changedAt: '2026-11-01T00:00:00.000Z' }),
  })),
  table: {
    name: 'OcoreTable',
    description: read({ status: 'ACTIVE', stream: true, deletionProtection: true, items: 10, bytes: 1000 }),
    pointInTimeRecovery: read(true),
    timeToLive: read(true),
  },
};

/** The stage with one alarm as it is given. */
export const withAlarm = (id: string, changes: Partial<AlarmStatus>): typeof well => ({
  ...well,
  alarms: read([okAlarm('LateEvents'), { ...okAlarm(id), ...changes }]),
});
