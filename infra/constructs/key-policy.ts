import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const decrypt = 'kms:Decrypt';
const sending = [decrypt, 'kms:GenerateDataKey'];
const reading = [decrypt, 'kms:DescribeKey'];
const writing = [...reading, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/**
 * What a caller needs of the key besides its right to an action, in alphabetical order of the actions.
 * Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html,
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const needed: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:BatchGetItem': reading,
  'dynamodb:BatchWriteItem': writing,
  'dynamodb:ConditionCheckItem': reading,
  'dynamodb:DeleteItem': writing,
  'dynamodb:GetItem': reading,
  'dynamodb:GetRecords': reading,
  'dynamodb:PutItem': writing,
  'dynamodb:Query': reading,
  'dynamodb:UpdateItem': writing,
  'secretsmanager:CreateSecret': sending,
  'secretsmanager:GetSecretValue': [decrypt],
  'sqs:SendMessage': sending,
};

/** The condition that a service calls KMS on behalf of the role. */
export const viaServices = (scope: Construct, services: readonly string[]) => {
  const { region, urlSuffix } = Stack.of(scope);
  const names = services.map((service) => `${service}.${region}.${urlSuffix}`);
  return { StringEquals: { 'kms:ViaService': names.length === 1 ? names[0] : names } };
};

/**
 * The rights to the key that a role needs for what it may do. KMS takes them only from a call of the service that holds the
 * data, so that the role's other rights decide which data that is.
 * @param keyArn undefined where nothing is encrypted with a key of one's own: then there are none
 */
export const keyStatements = (
  scope: Construct,
  keyArn: string | undefined,
  statements: readonly PolicyStatement[],
): readonly PolicyStatement[] => {
  if (keyArn === undefined) return [];
  const byService = new Map<string, Set<string>>();
  for (const action of statements.flatMap((one) => (one.effect === 'Allow' ? one.actions : []))) {
    const service = action.split(':')[0] ?? '';
    const actions = needed[action] ?? [];
    if (actions.length > 0) byService.set(service, new Set([...(byService.get(service) ?? []), ...actions]));
  }
  return [...byService].map(
    ([service, actions]) =>
      new PolicyStatement({
        actions: [...actions].sort(),
        resources: [keyArn],
        conditions: viaServices(scope, [service]),
      }),
  );
};

/**
 * The statements of the key's own policy for services that call KMS on behalf of nobody, and so without a role. Each may use
 * the key only for log groups, queues and topics of this account, which KMS knows by the encryption context.
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html,
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
export const serviceStatements = (scope: Construct): readonly PolicyStatement[] => {
  const stack = Stack.of(scope);
  const allow = (principal: string, actions: readonly string[], context: string, service: string, resource: string) =>
    new PolicyStatement({
      principals: [new ServicePrincipal(principal)],
      actions: [...actions],
      resources: ['*'],
      conditions: {
        ArnLike: {
          [`kms:EncryptionContext:${context}`]: `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`,
        },
      },
    });
  const logging = [decrypt, 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
  return [
    allow(`logs.${stack.region}.${stack.urlSuffix}`, logging, 'aws:logs:arn', 'logs', 'log-group:*'),
    // Rules put into a dead-letter queue what they cannot pass on.
    allow('events.amazonaws.com', sending, 'aws:sqs:arn', 'sqs', '*'),
    allow('cloudwatch.amazonaws.com', [decrypt, 'kms:GenerateDataKey*'], 'aws:sns:topicArn', 'sns', '*'),
  ];
};
