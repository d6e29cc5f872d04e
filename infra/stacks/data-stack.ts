import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { eventSource } from '#shared/contract/event.ts';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { writeReferences } from '../constructs/data-references.ts';
import { importedTable, ownTable } from '../constructs/data-table.ts';
import { People } from '../constructs/people.ts';

/**
 * What is kept when its stack is deleted goes with a stack whose creation failed: an empty table and an unused key would stand
 * in the way of the next attempt.
 */
const keptUnlessNew = (config: DeploymentConfig): RemovalPolicy =>
  config.removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/** The resources that outlive every change of the service: table, keys and bus. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, config: DeploymentConfig, props: StackProps) {
    super(scope, id, props);
    const removalPolicy = keptUnlessNew(config);
    const key = (name: string, secretName: string, description: string, policy: RemovalPolicy): Secret => {
      const secret = new Secret(this, name, {
        secretName,
        description,
        generateSecretString: {
          secretStringTemplate: JSON.stringify({ current: 1 }),
          generateStringKey: '1',
          passwordLength: 64,
          excludePunctuation: true,
        },
        removalPolicy: policy,
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
      keys.push(key('RootKey', rootSecretName(config), description, removalPolicy));
    }
    if (config.auth?.cognito === true) new People(this, 'People', config);
    const bus = new EventBus(this, 'Bus', { eventBusName: `${prefixOf(config)}-projects` });
    if (config.eventArchiveDays !== undefined) {
      new Archive(this, 'EventArchive', {
        sourceEventBus: bus,
        description: 'oCore: every event, for a replay',
        // What is replayed comes from the same source and is not archived twice: EventBridge knows it by its replay-name.
        eventPattern: { source: [eventSource] },
        retention: Duration.days(config.eventArchiveDays),
      });
    }
    const { tableName } = config.data;
    const table =
      tableName === undefined
        ? ownTable(this, { removalPolicy, deletionProtection: config.removal === 'retain', after: [...keys, bus] })
        : importedTable(this, tableName);
    writeReferences(this, prefixOf(config), {
      'table-name': table.name,
      'table-arn': table.arn,
      'stream-arn': table.streamArn,
      'bus-name': bus.eventBusName,
      'bus-arn': bus.eventBusArn,
    });
  }
}
