import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Grant } from '../permissions.ts';
import type { DataReferences } from './data-references.ts';

const allow = (actions: readonly string[], resources: readonly string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });

const tableStatements = (grant: Grant, references: DataReferences): PolicyStatement[] => {
  const tableArn = references['table-arn'];
  const actions = (grant.table ?? []).map((action) => `dynamodb:${action}`);
  const changes = actions.filter((action) => action === 'dynamodb:UpdateItem' || action === 'dynamodb:DeleteItem');
  return [
    ...(actions.length === 0 ? [] : [allow(actions, [tableArn])]),
    ...(grant.index === true ? [allow(['dynamodb:Query'], [`${tableArn}/index/gsi1`])] : []),
    // The audit log is append-only, whatever the code does.
    ...(changes.length === 0
      ? []
      : [
          new PolicyStatement({
            effect: Effect.DENY,
            actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
            resources: [tableArn],
            conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['ORG#*#AUDIT#*'] } },
          }),
        ]),
  ];
};

const secretStatements = (scope: Construct, grant: Grant, references: DataReferences): PolicyStatement[] => {
  const deployKeys = Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret:ocore/deploy-key/*',
  });
  const actions = (grant.deployKeys ?? []).map((action) => `secretsmanager:${action}`);
  // A secret that is made with tags needs the right to tag it.
  const tagging = actions.includes('secretsmanager:CreateSecret') ? ['secretsmanager:TagResource'] : [];
  return [
    ...(actions.length === 0 ? [] : [allow([...actions, ...tagging], [deployKeys])]),
    ...(grant.rootKey === true ? [allow(['secretsmanager:GetSecretValue'], [references['root-secret-arn']])] : []),
  ];
};

/** The statements of one function's own role: exactly what infra/permissions.ts lists. */
export const functionStatements = (scope: Construct, grant: Grant, references: DataReferences): PolicyStatement[] => [
  ...tableStatements(grant, references),
  ...secretStatements(scope, grant, references),
  ...(grant.bus === true ? [allow(['events:PutEvents'], [references['bus-arn']])] : []),
  ...(grant.stream === true
    ? [
        allow(
          ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
          [references['stream-arn']],
        ),
      ]
    : []),
];
