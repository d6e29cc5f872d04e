import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { alarms } from '#shared/contract/alarms.ts';
import { ServiceStatus } from '#shared/contract/service-status.ts';
import { type Place, readStatus } from '#shared/status/read-status.ts';
import { options } from '../domain/status/seen.ts';

const [cloudWatch, sns, sqs] = [mockClient(CloudWatchClient), mockClient(SNSClient), mockClient(SQSClient)];
const [dynamo, items, secrets] = [
  mockClient(DynamoDBClient),
  mockClient(DynamoDBDocumentClient),
  mockClient(SecretsManagerClient),
];

const secretText = (current: number): string =>
  JSON.stringify({ current, 1: 'first-'.padEnd(43, 'x'), 2: 'second-'.padEnd(43, 'y') });

const now = '2026-11-29T12:00:00.000Z';
const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/111122223333/StreamQueue';
const place: Place = {
  deployed: {
    stage: 'dev',
    region: 'eu-central-1',
    options,
    alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:Topic',
  },
  publicUrl: 'https://ocore.example.com',
  signIn: null,
  queues: [{ name: 'StreamDeadLetters', url: queueUrl }],
  tableName: 'OcoreTable',
  keys: { root: 'ocore-dev/root-key', lease: 'ocore-dev/lease-key' },
};

const alarmIds = [...Object.keys(alarms), 'StreamDeadLetters'];
const quiet = alarmIds.map((id) => ({
  AlarmName: `ocore-dev-${id}`,
  StateValue: 'OK' as const,
  StateReason: 'Threshold not crossed',
  StateUpdatedTimestamp: new Date('2026-11-29T09:00:00.000Z'),
  ActionsEnabled: true,
}));

const named = (name: string): Error => Object.assign(new Error('of AWS'), { name });

beforeEach(() => {
  vi.stubEnv('TABLE_NAME', 'OcoreTable');
  for (const one of [cloudWatch, sns, sqs, dynamo, items, secrets]) one.reset();
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: quiet });
  sns
    .on(GetTopicAttributesCommand)
    .resolves({ Attributes: { SubscriptionsConfirmed: '2', SubscriptionsPending: '0' } });
  sqs.on(GetQueueAttributesCommand).resolves({
    Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' },
  });
  dynamo.on(DescribeTableCommand).resolves({
    Table: {
      TableStatus: 'ACTIVE',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      DeletionProtectionEnabled: true,
      ItemCount: 7,
      TableSizeBytes: 4200,
    },
  });
  dynamo.on(DescribeTimeToLiveCommand).resolves({
    TimeToLiveDescription: { AttributeName: 'ttl', TimeToLiveStatus: 'ENABLED' },
  });
  dynamo.on(DescribeContinuousBackupsCommand).resolves({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
  });
  items.on(GetCommand).resolves({
    Item: { pk: 'SERVICE', sk: 'TICK', startedAt: now, endedAt: now, done: 1, failed: 0 },
  });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: secretText(2), CreatedDate: new Date(now) });
});

describe('a stage that is well', () => {
  test('is told whole, as the contract says, without a finding', async () => {
    const status = await readStatus(place, now);

    expect(status.findings).toEqual([]);
    expect(ServiceStatus.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      stage: 'dev',
      lastTick: { state: 'read', value: { startedAt: now, endedAt: now, done: 1, failed: 0 } },
      subscriptions: { state: 'read', value: { confirmed: 2, pending: 0 } },
      table: { description: { state: 'read', value: { items: 7, bytes: 4200 } } },
    });
  });

  test('tells the numbers of its keys and never a key', async () => {
    const status = await readStatus(place, now);

    const versions = { state: 'read', value: { current: 2, all: [1, 2], changedAt: now } };
    expect(status.keys).toEqual([
      { name: 'root', versions },
      { name: 'lease', versions },
    ]);
    expect(JSON.stringify(status)).not.toMatch(/first-|second-/);
  });

  test('is asked for exactly its own alarms, queue and topic', async () => {
    await readStatus(place, now);

    const [asked] = cloudWatch.commandCalls(DescribeAlarmsCommand);
    expect(asked?.args[0].input).toEqual({
      AlarmNames: alarmIds.map((id) => `ocore-dev-${id}`),
      AlarmTypes: ['MetricAlarm'],
      MaxRecords: 100,
    });
    expect(sqs.commandCalls(GetQueueAttributesCommand).map(({ args }) => args[0].input.QueueUrl)).toEqual([queueUrl]);
    expect(sns.commandCalls(GetTopicAttributesCommand)[0]?.args[0].input.TopicArn).toMatch(/:Topic$/);
  });
});

describe('an alarm', () => {
  test('that CloudWatch does not know is missing', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: quiet.slice(1) });

    const { findings } = await readStatus(place, now);

    expect(findings.map(({ part, problem }) => `${part}: ${problem}`)).toEqual([
      'alarm ServerErrors: There is no alarm ocore-dev-ServerErrors.',
    ]);
  });

  test('has its state since its last change, and not since CloudWatch looked last', async () => {
    const [first, ...rest] = quiet;
    const StateTransitionedTimestamp = new Date('2026-11-28T00:00:00.000Z');
    cloudWatch
      .on(DescribeAlarmsCommand)
      .resolves({ MetricAlarms: [{ ...first, StateValue: 'ALARM', StateTransitionedTimestamp }, ...rest] });

    const { findings } = await readStatus(place, now);

    expect(findings[0]?.problem).toBe('It rings since 2026-11-28T00:00:00.000Z: Threshold not crossed');
    expect(findings[0]?.fix).toBe(alarms.ServerErrors);
  });
});

describe('a part that AWS does not tell', () => {
  const faults: readonly (readonly [string, () => unknown])[] = [
    ['alarms', () => cloudWatch.on(DescribeAlarmsCommand)],
    ['subscriptions of the alarms', () => sns.on(GetTopicAttributesCommand)],
    ['queue StreamDeadLetters', () => sqs.on(GetQueueAttributesCommand)],
    ['table', () => dynamo.on(DescribeTableCommand)],
    ['time to live', () => dynamo.on(DescribeTimeToLiveCommand)],
    ['point-in-time recovery', () => dynamo.on(DescribeContinuousBackupsCommand)],
    ['last tick', () => items.on(GetCommand)],
    ['lease key', () => secrets.on(GetSecretValueCommand, { SecretId: 'ocore-dev/lease-key' })],
  ];

  test.each(faults)('%s, is the one finding, and all others are told', async (part, on) => {
    (on() as { rejects(error: Error): void }).rejects(named('AccessDeniedException'));

    const { findings } = await readStatus(place, now);

    expect(findings.map((one) => [one.part, one.problem])).toEqual([
      [part, 'It could not be read: AccessDeniedException: of AWS'],
    ]);
  });

  test.each([
    ['AccessDenied', 'denied'],
    ['AuthorizationError', 'denied'],
    ['ThrottlingException', 'throttled'],
    ['RequestThrottled', 'throttled'],
    ['TooManyRequestsException', 'throttled'],
    ['NotFoundException', 'missing'],
    ['QueueDoesNotExist', 'missing'],
    ['AWS.SimpleQueueService.NonExistentQueue', 'missing'],
    ['InternalError', 'failed'],
    ['TimeoutError', 'failed'],
  ])('for %s was %s', async (name, reason) => {
    sqs.on(GetQueueAttributesCommand).rejects(named(name));

    const { queues } = await readStatus(place, now);

    expect(queues[0]?.messages).toEqual({ state: 'unread', reason, detail: `${name}: of AWS` });
  });
});

describe('a key', () => {
  test.each([
    ['no JSON: hunter2', 'it is not JSON.'],
    [JSON.stringify({ current: 1, 1: 'hunter2' }), 'version 1 must be a text of at least 43 characters'],
    [secretText(3), 'the current version is missing.'],
  ])('whose text is wrong is a finding that does not quote it: %s', async (SecretString, problem) => {
    secrets.on(GetSecretValueCommand, { SecretId: 'ocore-dev/root-key' }).resolves({ SecretString });

    const status = await readStatus(place, now);

    expect(status.findings.map(({ part }) => part)).toEqual(['root key']);
    expect(status.findings[0]?.problem).toContain(`It is not valid: ${problem}`);
    expect(JSON.stringify(status)).not.toMatch(/hunter2|first-/);
  });
});

describe('a restored table', () => {
  test('has neither recovery nor time to live nor a stream, which are findings', async () => {
    dynamo.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: true } });
    dynamo.on(DescribeTimeToLiveCommand).resolves({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    dynamo.on(DescribeContinuousBackupsCommand).resolves({
      ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' },
    });

    const { findings } = await readStatus(place, now);

    expect(findings.map(({ problem }) => problem.split(/[,:]/)[0])).toEqual([
      'It has no stream of new and old images',
      'Its point-in-time recovery is off',
      'Its time to live is off',
    ]);
  });
});
