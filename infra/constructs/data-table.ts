import { Arn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct, IDependable } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** What the service needs to know of its table. */
export type DataTable = { readonly table: ITable; readonly streamArn: string };

type OwnTable = {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /**
   * The resources that are made before it: if one of them failed later, a table with deletion protection would stop the
   * rollback.
   */
  readonly after: readonly IDependable[];
};

/** Makes the one table. Source: docs/design/single-table.md, "Items". */
export const ownTable = (scope: Construct, { after, ...settings }: OwnTable): DataTable => {
  const string = (name: string) => ({ name, type: AttributeType.STRING });
  const table = new Table(scope, 'Table', {
    partitionKey: string('pk'),
    sortKey: string('sk'),
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ttl',
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...settings,
  });
  table.addGlobalSecondaryIndex({
    indexName: 'gsi1',
    partitionKey: string('gsi1pk'),
    sortKey: string('gsi1sk'),
    projectionType: ProjectionType.ALL,
  });
  table.node.addDependency(...after);
  return { table: table as ITable, streamArn: table.tableStreamArn ?? '' };
};

/**
 * A table that another construct makes.
 * @throws Error if it has no stream
 */
export const givenTable = (table: ITable): DataTable => {
  const { tableStreamArn: streamArn } = table;
  if (streamArn === undefined) {
    throw new Error(`${table.node.path} has no stream: set stream to StreamViewType.NEW_AND_OLD_IMAGES.`);
  }
  return { table, streamArn };
};

/**
 * A table that exists, with a stream of new and old images, as a table has that was made here. Only DynamoDB knows the address
 * of its stream, which a restored table gets anew: the deployment that names the table asks for it.
 * @param retention how long the log of what asks is kept, in days
 * Source: docs/operations.md, "Restoring the table".
 */
export const importedTable = (scope: Construct, name: string, retention: RetentionDays): DataTable => {
  // Lambda would make one by itself, which nothing deletes and no key of one's own encrypts.
  const logGroup = new LogGroup(scope, 'TableStreamLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
  const arn = Arn.format({ service: 'dynamodb', resource: 'table', resourceName: name }, Stack.of(scope));
  const described = new AwsCustomResource(scope, 'TableStream', {
    onUpdate: {
      service: 'DynamoDB',
      action: 'describeTable',
      parameters: { TableName: name },
      physicalResourceId: PhysicalResourceId.of(name),
      outputPaths: ['Table.LatestStreamArn'],
    },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [arn] }),
    installLatestAwsSdk: false,
    logGroup,
  });
  acknowledgeProvider(scope);
  const streamArn = described.getResponseField('Table.LatestStreamArn');
  const attributes = { tableName: name, tableStreamArn: streamArn, globalIndexes: ['gsi1'] };
  return { table: Table.fromTableAttributes(scope, 'Imported', attributes), streamArn };
};

/** The function that CDK makes for all custom resources of a stack. */
const acknowledgeProvider = (scope: Construct): void => {
  const id = `AWS${AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll('-', '')}`;
  const provider = Stack.of(scope).node.findChild(id);
  const reason = 'CDK makes this function. It runs while a deployment waits for it, and makes one call.';
  const basic = 'service-role/AWSLambdaBasicExecutionRole';
  for (const rule of [
    `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${basic}]`,
    'Serverless-LambdaDefaultMemorySize',
    'Serverless-LambdaDLQ',
    'Serverless-LambdaTracing',
  ]) {
    acknowledge(provider, rule, reason);
  }
};
