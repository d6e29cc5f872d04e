import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { OcoreEventType } from '#infra/constructs/ocore-options.ts';
import { OcoreProjects } from '#infra/constructs/ocore-projects.ts';
import { stubFolder } from './stub-bundle.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));

const app = new App({ analyticsReporting: false, stackTraces: false, treeMetadata: false });
afterAll(() => {
  for (const folder of [stubFolder, app.outdir]) rmSync(folder, { recursive: true, force: true });
});

const id = (prefix: string): string => `${prefix}_01J${'8'.repeat(23)}`;
const project = { organizationId: id('org'), projectId: id('prj') };

// Two in one stack: the first brings everything, the second gets what exists and tells what it wants.
const stack = new Stack(app, 'Mine', { env: { account: '123456789012', region: 'eu-central-1' } });
const first = new OcoreProjects(stack, 'Ocore');
const table = new Table(stack, 'MyTable', {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  stream: StreamViewType.NEW_AND_OLD_IMAGES,
}) as ITable;
const bus = new EventBus(stack, 'MyBus') as IEventBus;
const second = new OcoreProjects(stack, 'Second', {
  stage: 'second',
  removal: 'destroy',
  tags: { team: 'platform' },
  auth: { cognito: true },
  table,
  bus,
});

const roleFor = (name: string): Role => new Role(stack, name, { assumedBy: new AnyPrincipal(), roleName: name });
const apiKeySecret = new Secret(stack, 'ApiKey') as ISecret;
first.grantRun(roleFor('runner'), { ...project, apiKeySecret });
first.grantAdmin(roleFor('operator'));
first.onEvent('Failures', { types: ['deployment.failed'], eventPattern: { detail: { data: { branch: ['main'] } } } });
second.onEvent('All');
const metrics = [
  first.metric('Deliveries', { dimensionsMap: { outcome: 'queued' } }),
  first.metricRequests(),
  first.metricClientErrors(),
  first.metricServerErrors(),
  first.metricLatency(),
  first.metricDeliveries(),
  first.metricReceiverErrors(),
  first.metricReceiverThrottles(),
  first.metricAuthorizerErrors(),
  first.metricTickErrors(),
  first.metricEventLag(),
  first.metricDeadLetters(),
  first.metricTableThrottles(),
];
for (const [index, metric] of metrics.entries()) {
  metric.createAlarm(stack, `Alarm${index}`, { threshold: 1, evaluationPeriods: 1, alarmDescription: 'mine' });
}

const template = Template.fromStack(stack);
const found = (type: string, properties: unknown = {}) => Object.values(template.findResources(type, properties));

describe('OcoreProjects without an option', () => {
  it('brings table, keys and bus, and keeps them', () => {
    const [own] = found('AWS::DynamoDB::Table', { Properties: { TimeToLiveSpecification: { Enabled: true } } });

    expect(own).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' });
    expect(own?.Properties).toMatchObject({ DeletionProtectionEnabled: true });
    template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'ocore/root-key' });
    template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: 'ocore/lease-key' });
    template.hasResourceProperties('AWS::Events::EventBus', { Name: 'ocore-projects' });
  });

  it('makes its data before its service, and neither reads nor writes a parameter for it', () => {
    const service = found('AWS::CloudFormation::Stack').filter(({ DependsOn }) =>
      ['RootKey', 'LeaseKey', 'Table', 'Bus'].every((name) =>
        (DependsOn as string[] | undefined)?.some((one) => one.startsWith(`OcoreData${name}`)),
      ),
    );

    expect(service.length).toBeGreaterThan(10);
    expect(JSON.stringify(template.toJSON().Parameters)).not.toContain('/data/');
  });

  it('tells what an app needs of it', () => {
    const resolved = stack.resolve([
      first.publicUrl,
      first.alarmTopic.topicArn,
      first.api.apiId,
      first.bus.eventBusArn,
    ]);

    expect(JSON.stringify(resolved)).not.toContain('Token');
    expect(first.createOrganizationCommand).not.toContain('--function');
  });
});

describe('OcoreProjects with options', () => {
  it('uses the table and the bus that it is given, and makes none', () => {
    expect(found('AWS::DynamoDB::Table')).toHaveLength(2);
    expect(found('AWS::Events::EventBus')).toHaveLength(2);
    expect(second.table).toBe(table);
    expect(second.bus).toBe(bus);
  });

  it('holds to each option, tags included', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'ocore-second/root-key',
      Tags: Match.arrayWith([{ Key: 'team', Value: 'platform' }]),
    });
    expect(second.createOrganizationCommand).toContain('--function ocore-second-create-organization');
    expect(found('AWS::Cognito::UserPoolClient', { Properties: { ClientName: 'ocore' } })).toHaveLength(1);
  });

  it('lists every mistake at once', () => {
    const wrong = { stage: 'No', logRetentionDays: 8, unknown: 1 };

    const make = () => new OcoreProjects(new Stack(), 'Ocore', wrong as never);

    for (const one of ['- stage: must have', '- logRetentionDays: must be 7', '- unknown: unknown; known are stage']) {
      expect(make).toThrow(one);
    }
  });

  it('refuses two tables, and one without a stream', () => {
    const other = new Stack();
    const plain = new Table(other, 'Plain', { partitionKey: { name: 'pk', type: AttributeType.STRING } }) as ITable;
    const both = { table, data: { tableName: 'another' } };

    expect(() => new OcoreProjects(other, 'Both', both)).toThrow('Set table or data.tableName, not both');
    expect(() => new OcoreProjects(other, 'NoStream', { table: plain })).toThrow('Default/Plain has no stream');
  });
});

/** What a role may do, as `action resource`. */
const rightsOf = (roleName: string): readonly string[] => {
  const [logicalId] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { RoleName: roleName } }));
  const policies = found('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: logicalId }] } });
  return policies.flatMap(({ Properties }) =>
    (Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[]).flatMap((one) =>
      [one.Action].flat().flatMap((action) => [one.Resource].flat().map((at) => `${action} ${JSON.stringify(at)}`)),
    ),
  );
};

describe('what it grants', () => {
  it('lets a runner read the deploy keys of its project and its API key, and nothing else', () => {
    const rights = rightsOf('runner').toSorted();

    expect(rights).toHaveLength(3);
    expect(rights[0]).toMatch(/^secretsmanager:DescribeSecret \{"Ref":"ApiKey/);
    const keys = `:secret:ocore/deploy-key/${project.organizationId}/${project.projectId}/*`;
    expect(rights.filter((one) => one.includes(keys))).toHaveLength(1);
    expect(rights.filter((one) => one.startsWith('secretsmanager:GetSecretValue {"Ref":"ApiKey'))).toHaveLength(1);
  });

  it('lets an operator invoke the functions of ocore admin, and no others', () => {
    const rights = rightsOf('operator');

    expect(rights.length).toBeGreaterThanOrEqual(3);
    expect(rights.filter((one) => !/^lambda:InvokeFunction .*admin/.test(one))).toEqual([]);
  });

  it('refuses what is no id, since it would grant the keys of others', () => {
    const role = new Role(new Stack(), 'Role', { assumedBy: new AnyPrincipal() });

    expect(() => first.grantRun(role, { ...project, projectId: '*' })).toThrow('grantRun: projectId must be an id');
    expect(() => first.grantRun(role, { ...project, organizationId: 'org_*' })).toThrow('organizationId must be an id');
  });
});

describe('onEvent', () => {
  it('makes a rule on the bus of the service, for the types and what else is asked for', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: stack.resolve(first.bus.eventBusName),
      EventPattern: {
        source: ['ocore.projects'],
        'detail-type': ['deployment.failed'],
        detail: { data: { branch: ['main'] } },
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: stack.resolve(bus.eventBusName),
      EventPattern: { source: ['ocore.projects'] },
    });
  });

  it('knows the events that there are', () => {
    const types = ['deployment.fialed' as OcoreEventType];

    expect(() => second.onEvent('Typo', { types })).toThrow('There are no events deployment.fialed; there are deploy');
  });
});

describe('its metrics', () => {
  it('make alarms in the stack of the app, each on what the service has', () => {
    const mine = found('AWS::CloudWatch::Alarm', { Properties: { AlarmDescription: 'mine' } });

    const named = mine.map(({ Properties }) => {
      const sums = (Properties.Metrics ?? []) as { Expression?: string }[];
      const sum = sums.find((one) => one.Expression !== undefined)?.Expression?.split(' + ').length;
      return sum === undefined ? `${Properties.Namespace} ${Properties.MetricName}` : `sum of ${sum}`;
    });
    expect(named).toEqual([
      'OcoreProjects Deliveries',
      ...['Count', '4xx', '5xx', 'Latency'].map((name) => `AWS/ApiGateway ${name}`),
      ...['Invocations', 'Errors', 'Throttles', 'Errors', 'Errors'].map((name) => `AWS/Lambda ${name}`),
      'AWS/Lambda IteratorAge',
      'sum of 4',
      'sum of 2',
    ]);
    expect(mine[0]?.Properties.Dimensions).toEqual([
      { Name: 'outcome', Value: 'queued' },
      { Name: 'stage', Value: 'prod' },
    ]);
  });
});
