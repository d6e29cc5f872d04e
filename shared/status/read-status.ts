import { namePrefix } from '#shared/contract/name-prefix.ts';
import type { DeployedOptions, Part, ServiceStatus } from '#shared/contract/service-status.ts';
import { version } from '#shared/contract/version.ts';
import { readLastTick } from '#shared/data/status/last-tick.ts';
import { findFaults } from '#shared/domain/status/find-faults.ts';
import { readKeyVersions } from '#shared/secrets/read-key-versions.ts';
import { readAlarms } from './read-alarms.ts';
import { absent, InvalidPart, readPart } from './read-part.ts';
import { readQueue } from './read-queue.ts';
import { readSubscriptions } from './read-subscriptions.ts';
import { readTable } from './read-table.ts';

/** A dead-letter queue by the name that docs/operations.md gives it. Null: `npm start` has none. */
export type KnownQueue = { readonly name: string; readonly url: string | null };

/** Where the parts of a stage are. */
export type Place = Pick<ServiceStatus, 'publicUrl' | 'signIn'> & {
  /** Null with `npm start`, which has neither alarms nor options of a deployment. */
  readonly deployed: {
    readonly stage: string;
    readonly region: string;
    readonly options: DeployedOptions;
    readonly alarmTopicArn: string;
  } | null;
  readonly queues: readonly KnownQueue[];
  readonly tableName: string;
  /** The secret by the name of the key. */
  readonly keys: Readonly<Record<'root' | 'lease', string>>;
};

const readKey = async (secretId: string) => {
  const read = await readKeyVersions(secretId);
  if ('invalid' in read) throw new InvalidPart(read.invalid);
  return read;
};

const noAlarms = 'npm start has no alarms: it prints what fails.';

const alarmsOf = async ({ deployed, queues }: Place): Promise<Pick<ServiceStatus, 'alarms' | 'subscriptions'>> => {
  if (deployed === null) return { alarms: absent(noAlarms), subscriptions: absent(noAlarms) };
  const { stage, alarmTopicArn } = deployed;
  const names = queues.map(({ name }) => name);
  const [alarms, subscriptions] = await Promise.all([
    readPart(() => readAlarms(namePrefix(stage), names)),
    readPart(() => readSubscriptions(alarmTopicArn)),
  ]);
  return { alarms, subscriptions };
};

const messagesOf = ({ url }: KnownQueue): Promise<Part<{ waiting: number; inFlight: number }>> =>
  url === null
    ? Promise.resolve(absent('npm start has no such queue: it prints what fails.'))
    : readPart(() => readQueue(url));

/**
 * Reads how a stage is, all parts side by side, and says what is wrong. A part that cannot be read is a finding.
 * @param now RFC 3339
 */
export const readStatus = async (place: Place, now: string): Promise<ServiceStatus> => {
  const { deployed, publicUrl, signIn } = place;
  const [alarms, queues, lastTick, keys, table] = await Promise.all([
    alarmsOf(place),
    Promise.all(place.queues.map(async (one) => ({ name: one.name, messages: await messagesOf(one) }))),
    readPart(readLastTick),
    Promise.all(
      Object.entries(place.keys).map(async ([name, id]) => ({ name, versions: await readPart(() => readKey(id)) })),
    ),
    readTable(place.tableName, deployed === null),
  ]);
  const seen = {
    version,
    stage: deployed?.stage ?? null,
    region: deployed?.region ?? null,
    checkedAt: now,
    publicUrl,
    signIn: signIn === null ? null : { kind: signIn.kind, issuer: signIn.issuer },
    options:
      deployed === null
        ? absent('npm start has none: it takes flags.')
        : ({ state: 'read', value: deployed.options } as const),
    queues,
    ...alarms,
    lastTick,
    keys,
    table,
  };
  return { ...seen, findings: [...findFaults(seen)] };
};
