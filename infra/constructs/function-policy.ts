import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import type { Grant } from '../grant.ts';
import { auditRightsOf, denialsOf } from '../guarded-partitions.ts';
import type { DataReferences } from './data-references.ts';

const allow = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });

const writing: readonly string[] = ['BatchWriteItem', 'DeleteItem', 'PutItem', 'UpdateItem'];

/** What the tick notes is of no organisation: it has a partition of its own. */
const lastTickOf = (tableArn: string): PolicyStatement => {
  const statement = allow(['dynamodb:GetItem'], [tableArn]);
  statement.addCondition('ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': ['SERVICE'] });
  return statement;
};

const tableStatements = (file: string, grant: Grant, references: DataReferences): PolicyStatement[] => {
  const tableArn = references['table-arn'];
  const actions = grant.table ?? [];
  const audited = actions.includes('PutItem') ? [] : auditRightsOf(file);
  const denials = actions.some((action) => writing.includes(action)) ? denialsOf(file) : [];
  return [
    ...(actions.length === 0
      ? []
      : [
          allow(
            actions.map((action) => `dynamodb:${action}`),
            [tableArn],
          ),
        ]),
    // What is denied is recorded, by functions that write nothing else too.
    ...audited.map((keys) => {
      const statement = allow(['dynamodb:PutItem'], [tableArn]);
      statement.addCondition('ForAnyValue:StringLike', { 'dynamodb:LeadingKeys': [keys] });
      return statement;
    }),
    ...(grant.lastTick === true ? [lastTickOf(tableArn)] : []),
    ...(grant.index === true ? [allow(['dynamodb:Query'], [`${tableArn}/index/gsi1`])] : []),
    // Protects these partitions independent of the code. DynamoDB checks each write of a transaction by its action and key.
    ...denials.map(
      (denial) =>
        new PolicyStatement({
          effect: Effect.DENY,
          actions: [...denial.actions],
          resources: [tableArn],
          conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [...denial.keys] } },
        }),
    ),
  ];
};

const secretStatements = (scope: Construct, grant: Grant, config: DeploymentConfig): PolicyStatement[] => {
  const secret = (name: string): string =>
    Stack.of(scope).formatArn({ service: 'secretsmanager', resource: `secret:${name}` });
  const named = (actions: readonly string[] = [], name: string): PolicyStatement[] => {
    // Creating a secret with tags needs the right to tag.
    const tagging = actions.includes('CreateSecret') ? ['TagResource'] : [];
    const all = [...actions, ...tagging].map((action) => `secretsmanager:${action}`);
    return all.length === 0 ? [] : [allow(all, [secret(name)])];
  };
  return [
    ...named(grant.deployKeys, `${prefixOf(config)}/deploy-key/*`),
    ...named(grant.credentials, `${prefixOf(config)}/provider-credential/*`),
    // Secrets Manager appends six random characters to a name.
    ...named(grant.rootKey && ['GetSecretValue'], `${rootSecretName(config)}-??????`),
    ...named(grant.leaseKey && ['GetSecretValue'], `${leaseSecretName(config)}-??????`),
  ];
};

/** The policy statements of a function's role: what infra/permissions.ts lists, without the guarded partitions of others. */
export const functionStatements = (
  scope: Construct,
  file: string,
  grant: Grant,
  references: DataReferences,
  config: DeploymentConfig,
): PolicyStatement[] => [
  ...tableStatements(file, grant, references),
  ...secretStatements(scope, grant, config),
  ...(grant.bus === true ? [allow(['events:PutEvents'], [references['bus-arn']])] : []),
  ...(grant.stream === true
    ? [
        allow(
          ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          [references['stream-arn']],
        ),
        // ListStreams works on all streams of the table, never on one.
        allow(['dynamodb:ListStreams'], [`${references['table-arn']}/stream/*`]),
      ]
    : []),
];
