import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Archive, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { eventSource } from '#shared/contract/event.ts';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import type { DataReferences } from './data-references.ts';
import { type DataTable, givenTable, importedTable, ownTable } from './data-table.ts';
import { encryptBelow, encryptionKey } from './encryption.ts';
import { People } from './people.ts';

/** Existing resources that are used in place of new ones. */
export type GivenData = {
  /** With a stream of new and old images, the keys `pk` and `sk`, and the index `gsi1`. */
  readonly table?: ITable | undefined;
  readonly bus?: IEventBus | undefined;
};

/** The resources that outlive every change of the service. */
export type Data = {
  readonly table: ITable;
  readonly bus: IEventBus;
  readonly references: DataReferences;
  /** Of `auth.cognito`. */
  readonly userPoolId: string | undefined;
};

/**
 * What is kept when its stack is deleted goes with a stack whose creation failed: an empty table and an unused key would stand
 * in the way of the next attempt.
 */
const keptUnlessNew = (config: DeploymentConfig): RemovalPolicy =>
  config.removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

const makeKeys = (scope: Construct, config: DeploymentConfig): readonly Secret[] => {
  const key = (name: string, secretName: string, description: string, removalPolicy: RemovalPolicy): Secret => {
    const secret = new Secret(scope, name, {
      secretName,
      description,
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 1 }),
        generateStringKey: '1',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy,
    });
    const rotation =
      'It rotates by a further version, by hand: hooks and leases depend on the versions (docs/operations.md).';
    acknowledge(secret, 'AwsSolutions-SMG4', rotation);
    return secret;
  };
  const keys = [
    // Running deployments lose their lease once without it, so a stack that is deleted takes it along.
    key(
      'LeaseKey',
      leaseSecretName(config),
      'oCore: its versions prove the lease tokens of runners.',
      RemovalPolicy.DESTROY,
    ),
  ];
  if (config.data.rootSecretName === undefined) {
    const description = 'oCore: hook ids and webhook secrets are derived from its versions.';
    keys.push(key('RootKey', rootSecretName(config), description, keptUnlessNew(config)));
  }
  return keys;
};

const archiveEvents = (scope: Construct, bus: IEventBus, days: number): void => {
  new Archive(scope, 'EventArchive', {
    sourceEventBus: bus,
    description: 'oCore: every event, for a replay',
    // What is replayed comes from the same source and is not archived twice: EventBridge knows it by its replay-name.
    eventPattern: { source: [eventSource] },
    retention: Duration.days(days),
  });
};

/** Makes table, keys, bus and, with `auth.cognito`, the user pool, or takes those that exist. */
export const makeData = (scope: Construct, config: DeploymentConfig, given: GivenData = {}): Data => {
  const keyArn = encryptionKey(scope, config, keptUnlessNew(config));
  encryptBelow(scope, keyArn);
  const keys = makeKeys(scope, config);
  const people = config.auth?.cognito === true ? new People(scope, 'People', config) : undefined;
  const ownBus = (): IEventBus =>
    new EventBus(scope, 'Bus', { eventBusName: `${prefixOf(config)}-projects` }) as IEventBus;
  const bus = given.bus ?? ownBus();
  if (config.eventArchiveDays !== undefined) archiveEvents(scope, bus, config.eventArchiveDays);
  const { tableName } = config.data;
  const settings = {
    removalPolicy: keptUnlessNew(config),
    deletionProtection: config.removal === 'retain',
    after: [...keys, bus],
  };
  const tableOf = (): DataTable => {
    if (given.table !== undefined) return givenTable(given.table);
    return tableName === undefined
      ? ownTable(scope, settings)
      : importedTable(scope, tableName, config.logRetentionDays);
  };
  const { table, streamArn } = tableOf();
  const references = {
    'table-name': table.tableName,
    'table-arn': table.tableArn,
    'stream-arn': streamArn,
    'bus-name': bus.eventBusName,
    'bus-arn': bus.eventBusArn,
    keyArn,
  };
  return { table, bus, references, userPoolId: people?.poolId };
};
