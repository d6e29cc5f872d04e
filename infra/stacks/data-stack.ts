import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import { writeReferences } from '../constructs/data-references.ts';
import { People } from '../constructs/people.ts';

/** The resources that outlive every change of the service: table, keys and bus. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, config: DeploymentConfig, props: StackProps) {
    super(scope, id, props);
    const retain = config.removal === 'retain';
    const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const string = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, 'Table', {
      partitionKey: string('pk'),
      sortKey: string('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'ttl',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retain,
      removalPolicy,
    });
    table.addGlobalSecondaryIndex({
      indexName: 'gsi1',
      partitionKey: string('gsi1pk'),
      sortKey: string('gsi1sk'),
      projectionType: ProjectionType.ALL,
    });
    const key = (name: string, secretName: string, description: string) =>
      new Secret(this, name, {
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
    key('RootKey', rootSecretName(config), 'oCore: hook ids and webhook secrets are derived from its versions.');
    key('LeaseKey', leaseSecretName(config), 'oCore: its versions prove the lease tokens of runners.');
    if (config.auth?.cognito === true) new People(this, 'People', config);
    const bus = new EventBus(this, 'Bus', { eventBusName: `${prefixOf(config)}-projects` });
    writeReferences(this, prefixOf(config), {
      'table-name': table.tableName,
      'table-arn': table.tableArn,
      'stream-arn': table.tableStreamArn ?? '',
      'bus-name': bus.eventBusName,
      'bus-arn': bus.eventBusArn,
    });
  }
}
