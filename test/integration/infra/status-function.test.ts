import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { DeploymentConfig } from '#infra/config.ts';
import { deployedOptions } from '#infra/deployed-options.ts';
import { alarms } from '#shared/contract/alarms.ts';
import { DeployedOptions } from '#shared/contract/service-status.ts';
import { deployedFunctions } from './deployed-function.ts';
import { everyOption } from './every-option.ts';
import { stubFolder } from './stub-bundle.ts';
import { referredTo, Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const app = Synthesized.of();
const found = deployedFunctions(app).find(({ file }) => file === 'admin/read-status');
const statements = found?.statements ?? [];
const variables = z
  .object({ Variables: z.record(z.string(), z.unknown()) })
  .parse(found?.properties.Environment).Variables;

const resourcesOf = (action: string): readonly unknown[] =>
  statements.filter(({ Action }) => Action.includes(action)).flatMap(({ Resource }) => [Resource].flat());

const queueNames = ['StreamDeadLetters', 'PurgeDeadLetters', 'ReportDeadLetters', 'TickDeadLetters'];

describe('the function of ocore admin status', () => {
  it('may read, and write nothing but its log', () => {
    const actions = statements.flatMap(({ Action }) => Action).sort();

    expect(actions).toEqual([
      'cloudwatch:DescribeAlarms',
      'dynamodb:DescribeContinuousBackups',
      'dynamodb:DescribeTable',
      'dynamodb:DescribeTimeToLive',
      'dynamodb:GetItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue',
      'sns:GetTopicAttributes',
      'sqs:GetQueueAttributes',
    ]);
  });

  it('may read of the table what the tick has noted, and nothing of an organisation', () => {
    const reading = statements.filter(({ Action }) => Action.includes('dynamodb:GetItem'));

    expect(reading.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SERVICE'] } },
    ]);
  });

  it('may look at each alarm of the stage, and asks for them by the names that they have', () => {
    const made = app.ofType('AWS::CloudWatch::Alarm');
    const allowed = resourcesOf('cloudwatch:DescribeAlarms').map(referredTo);

    expect([...allowed].sort()).toEqual(made.map(({ id }) => id).sort());
    expect(made.map(({ Properties }) => String(Properties.AlarmName)).sort()).toEqual(
      [...Object.keys(alarms), ...queueNames].map((id) => `ocore-${id}`).sort(),
    );
  });

  it('may look at each dead-letter queue and the topic of the alarms, and is told them', () => {
    expect(resourcesOf('sqs:GetQueueAttributes')).toHaveLength(app.ofType('AWS::SQS::Queue').length);
    const topic = app.one('AWS::SNS::Topic').id;
    expect(resourcesOf('sns:GetTopicAttributes').map(referredTo)).toEqual([topic]);
    expect(referredTo(variables.ALARM_TOPIC_ARN)).toBe(topic);
    const told = String(textOf(variables.DEAD_LETTER_QUEUES)).split(' ');
    expect(told.map((pair) => pair.split('=')[0])).toEqual(queueNames);
  });

  it('has room in its environment for the queues of 20 deployers, whose names have 80 characters', () => {
    const named = (name: string): number => `${name}= `.length + 80;
    const queues = [...queueNames, ...Array.from({ length: 20 }, () => `Deployer_env_${'0'.repeat(26)}`)];
    const ofQueues = queues.reduce((sum, name) => sum + named(name), 0);
    const others = Object.entries(variables).filter(([name]) => name !== 'DEAD_LETTER_QUEUES');
    // What only AWS knows is an address of a resource: 150 characters.
    const ofOthers = others.map(([name, value]) => name.length + (typeof value === 'string' ? value.length : 150));

    expect(ofQueues + ofOthers.reduce((sum, one) => sum + one, 0)).toBeLessThan(4096);
  });
});

describe('what is told of the configuration', () => {
  const told = deployedOptions(DeploymentConfig.parse(everyOption));

  it('is as the contract says, with every option on', () => {
    expect(DeployedOptions.parse(told)).toEqual(told);
    expect(told).toMatchObject({
      domain: 'ocore.example.com',
      originSecret: true,
      encryption: 'made',
      vpc: 'vpc-0123456789abcdef0',
      tracing: true,
      reservedConcurrency: 5,
      provisionedConcurrency: 2,
      eventArchiveDays: 30,
      alarmEmail: true,
      removal: 'destroy',
      permissionsBoundary: true,
      codeBuildDeployers: 1,
    });
  });

  it('is as the contract says, with no option', () => {
    expect(deployedOptions(DeploymentConfig.parse({}))).toMatchObject({
      domain: null,
      originSecret: false,
      encryption: 'aws',
      vpc: null,
      alarmEmail: false,
      givenTable: false,
    });
  });

  it('holds neither the hash of a secret nor an address of a person', () => {
    const text = JSON.stringify(told);

    expect(text).not.toContain(everyOption.originSecret.sha256[0]);
    expect(text).not.toContain(everyOption.alarmEmail);
  });
});
