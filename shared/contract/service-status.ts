import * as z from 'zod/mini';

const text = z.string();
const whole = z.int();
const moment = z.string();

/** Why a part could not be read. `invalid`: it was read, but its content is wrong. */
export const UnreadReason = z.enum(['denied', 'throttled', 'missing', 'invalid', 'failed']);
export type UnreadReason = z.infer<typeof UnreadReason>;

const Unread = z.object({ state: z.literal('unread'), reason: UnreadReason, detail: text });
/** Does not exist where the service runs: with `npm start`. */
const Absent = z.object({ state: z.literal('absent'), detail: text });

/** A part that was read by itself: one that cannot be read takes no other with it. */
const part = <T extends z.ZodMiniType>(value: T) =>
  z.discriminatedUnion('state', [z.object({ state: z.literal('read'), value }), Unread, Absent]);
export type Part<T> = { readonly state: 'read'; readonly value: T } | z.infer<typeof Unread> | z.infer<typeof Absent>;

/** The options of a deployment that tell how it runs. None is a secret or the hash of one. */
export const DeployedOptions = z.object({
  domain: z.nullable(text),
  /** Whether only requests through the server in front of the API are answered. */
  originSecret: z.boolean(),
  /** The KMS key: those of AWS, one that the stack has made, or one that was given. */
  encryption: z.enum(['aws', 'made', 'given']),
  vpc: z.nullable(text),
  tracing: z.boolean(),
  reservedConcurrency: z.nullable(whole),
  provisionedConcurrency: z.nullable(whole),
  throttle: z.object({ ratePerSecond: whole, burst: whole }),
  eventArchiveDays: z.nullable(whole),
  logRetentionDays: whole,
  alarmEmail: z.boolean(),
  removal: z.enum(['retain', 'destroy']),
  /** Whether table and root key existed before. */
  givenTable: z.boolean(),
  givenRootKey: z.boolean(),
  permissionsBoundary: z.boolean(),
  caBundle: z.boolean(),
  runnerPolicies: whole,
  codeBuildDeployers: whole,
});
export type DeployedOptions = z.infer<typeof DeployedOptions>;

export const QueueStatus = z.object({
  name: text,
  messages: part(z.object({ waiting: whole, inFlight: whole })),
});
export type QueueStatus = z.infer<typeof QueueStatus>;

export const AlarmStatus = z.object({
  /** As docs/operations.md names it. */
  id: text,
  /** In CloudWatch. */
  name: text,
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']),
  /** Since when it has the state. */
  since: z.nullable(moment),
  /** In the words of CloudWatch. */
  reason: z.nullable(text),
  /** What it means and what to do. */
  guide: text,
  /** Whether the alarm notifies anybody. */
  notifies: z.boolean(),
});
export type AlarmStatus = z.infer<typeof AlarmStatus>;

/** A run of the tick, which notes it at its end. */
export const TickStatus = z.object({ startedAt: moment, endedAt: moment, done: whole, failed: whole });
export type TickStatus = z.infer<typeof TickStatus>;

/** The numbers of a key's versions; never a key. */
export const KeyStatus = z.object({
  name: text,
  versions: part(z.object({ current: whole, all: z.array(whole), changedAt: z.nullable(moment) })),
});
export type KeyStatus = z.infer<typeof KeyStatus>;

export const TableStatus = z.object({
  name: text,
  /** `items` and `bytes` are about six hours old. */
  description: part(
    z.object({
      status: text,
      /** Whether its stream has new and old images. */
      stream: z.boolean(),
      deletionProtection: z.boolean(),
      items: whole,
      bytes: whole,
    }),
  ),
  pointInTimeRecovery: part(z.boolean()),
  timeToLive: part(z.boolean()),
});
export type TableStatus = z.infer<typeof TableStatus>;

/** What is wrong, and what to do. */
export const StatusFinding = z.object({ part: text, problem: text, fix: text });
export type StatusFinding = z.infer<typeof StatusFinding>;

/** The report of `ocore admin status` about a stage. */
export const ServiceStatus = z.object({
  version: text,
  /** Null with `npm start`, as the region. */
  stage: z.nullable(text),
  region: z.nullable(text),
  checkedAt: moment,
  publicUrl: text,
  /** How people sign in; null: only API keys are taken. */
  signIn: z.nullable(z.object({ kind: z.enum(['oidc', 'cognito']), issuer: text })),
  options: part(DeployedOptions),
  queues: z.array(QueueStatus),
  alarms: part(z.array(AlarmStatus)),
  /** Who hears of alarms: subscriptions of their topic. */
  subscriptions: part(z.object({ confirmed: whole, pending: whole })),
  lastTick: part(z.nullable(TickStatus)),
  keys: z.array(KeyStatus),
  table: TableStatus,
  findings: z.array(StatusFinding),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;

/** The input of the function that makes the report: nothing. */
export const ReadStatus = z.strictObject({});
