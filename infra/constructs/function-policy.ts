import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import type { Grant } from '../grant.ts';
import type { DataReferences } from './data-references.ts';

const allow = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });

/** Actions that change items. A batch write needs neither of the first two, so it is listed too. */
const changing: readonly string[] = ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

const tableStatements = (grant: Grant, references: DataReferences): PolicyStatement[] => {
  const tableArn = references['table-arn'];
  const actions = (grant.table ?? []).map((action) => `dynamodb:${action}`);
  const changes = actions.filter((action) => changing.includes(action));
  return [
    ...(actions.length === 0 ? [] : [allow(actions, [tableArn])]),
    ...(grant.index === true ? [allow(['dynamodb:Query'], [`${tableArn}/index/gsi1`])] : []),
    // Keeps the audit log append-only, independent of the code.
    ...(changes.length === 0
      ? []
      : [
          new PolicyStatement({
            effect: Effect.DENY,
            actions: [...changing],
            resources: [tableArn],
            conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['ORG#*#AUDIT#*'] } },
          }),
        ]),
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

/** The policy statements of a function's role: exactly what infra/permissions.ts lists. */
export const functionStatements = (
  scope: Construct,
  grant: Grant,
  references: DataReferences,
  config: DeploymentConfig,
): PolicyStatement[] => [
  ...tableStatements(grant, references),
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
