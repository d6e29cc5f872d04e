import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { root } from '#test/run-command.ts';
import { allowed, type DeployedFunction, deployedFunctions } from './deployed-function.ts';
import { stubFolder } from './stub-bundle.ts';
import { type Resource, referredTo, Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));

const id = (prefix: string): string => `${prefix}_01J${'6'.repeat(23)}`;
const project = { organizationId: id('org'), projectId: id('prj') };
const environmentId = id('env');
const arnOf = (key: string): string =>
  `arn:aws:kms:eu-central-1:123456789012:key/${key.repeat(8)}-1111-2222-3333-444444444444`;
const keyArn = arnOf('a');
const keyArns = [arnOf('b'), arnOf('c')];
const apiKeySecret = 'acme/ocore-runner';

const plain = Synthesized.of();
const own = Synthesized.of({ encryption: { kms: true } });
const given = Synthesized.of({
  encryption: { keyArn },
  runnerPolicies: [project],
  codeBuildDeployers: [
    { ...project, environmentId, command: join(root, 'docs/deploy-odoo.sh'), apiKeySecret, keyArns },
  ],
});

afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const statefulTypes = ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret'];
const encryptedTypes = [...statefulTypes, 'AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::SNS::Topic'];
const encrypted = (app: Synthesized): readonly Resource[] => encryptedTypes.flatMap((type) => app.ofType(type));

/** The key of a resource, as its type names it. */
const keyOf = ({ Properties }: Resource): unknown => {
  const table = z.object({ KMSMasterKeyId: z.unknown() }).safeParse(Properties.SSESpecification);
  return Properties.KmsKeyId ?? Properties.KmsMasterKeyId ?? table.data?.KMSMasterKeyId;
};

describe('what is encrypted', () => {
  it('is each table, secret, log, queue and topic, with the key that is given', () => {
    const kinds = new Set(encrypted(given).map(({ Type }) => Type));

    expect([...kinds].sort()).toEqual([...encryptedTypes].sort());
    expect(encrypted(given).filter((one) => keyOf(one) !== keyArn)).toEqual([]);
    expect(given.ofType('AWS::KMS::Key')).toEqual([]);
  });

  it('names the table as encrypted by KMS, and no queue by SQS itself too', () => {
    expect(given.one('AWS::DynamoDB::Table').Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: keyArn,
    });
    for (const { Properties } of given.ofType('AWS::SQS::Queue')) {
      expect(Properties).not.toHaveProperty('SqsManagedSseEnabled');
    }
  });

  it('is encrypted with the key of the data stack, where that makes one', () => {
    const { resources } = own.template('Data');
    const key = own.one('AWS::KMS::Key');
    const inData = new Set(resources.map((one) => one.id));

    expect(encrypted(own).filter((one) => keyOf(one) === undefined)).toEqual([]);
    const keysInData = encrypted(own).filter((one) => inData.has(one.id));
    expect(new Set(keysInData.map((one) => referredTo(keyOf(one))))).toEqual(new Set([key.id]));
    const told = own.ofType('AWS::SSM::Parameter').find(({ Properties }) => Properties.Name === '/ocore/data/key-arn');
    expect(referredTo(told?.Properties.Value)).toBe(key.id);
    const read = Object.values(own.template('Service').parameters).map((one) => one.Default);
    expect(read).toContain('/ocore/data/key-arn');
  });

  it('stays as it was without the setting', () => {
    expect(encrypted(plain).filter((one) => keyOf(one) !== undefined)).toEqual([]);
    expect(JSON.stringify(plain.templates)).not.toContain('kms:');
  });

  it('is not made anew when the setting comes: ids and other properties stay', () => {
    const stateful = (app: Synthesized) =>
      statefulTypes
        .flatMap((type) => app.ofType(type))
        .map((one) => {
          const { KmsKeyId, SSESpecification, ...rest } = one.Properties;
          return [one.id, rest];
        });

    expect(stateful(given)).toEqual(stateful(plain));
  });
});

describe('the key that the stack makes', () => {
  const key = own.one('AWS::KMS::Key');

  it('rotates each year and is kept as the table is', () => {
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.DeletionPolicy).toBe(own.one('AWS::DynamoDB::Table').DeletionPolicy);
    expect(own.template('Data').resources).toContain(key);
  });

  it('is used by services for logs, queues and topics of this account alone', () => {
    const { Statement } = key.Properties.KeyPolicy as { Statement: readonly Record<string, unknown>[] };
    const services = Statement.filter(({ Principal }) => 'Service' in (Principal as object));

    const said = services.map(({ Action, Principal, Condition }) => {
      const { ArnLike } = Condition as { ArnLike: Record<string, unknown> };
      const [context, arn] = Object.entries(ArnLike)[0] ?? [];
      return [textOf((Principal as { Service: unknown }).Service), Action, context, textOf(arn)];
    });
    const named = 'kms:EncryptionContext:aws';
    expect(said).toEqual([
      [
        'logs.eu-central-1.<reference>',
        ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        `${named}:logs:arn`,
        'arn:<reference>:logs:eu-central-1:123456789012:log-group:*',
      ],
      [
        'events.amazonaws.com',
        ['kms:Decrypt', 'kms:GenerateDataKey'],
        `${named}:sqs:arn`,
        'arn:<reference>:sqs:eu-central-1:123456789012:*',
      ],
      [
        'cloudwatch.amazonaws.com',
        ['kms:Decrypt', 'kms:GenerateDataKey*'],
        `${named}:sns:topicArn`,
        'arn:<reference>:sns:eu-central-1:123456789012:*',
      ],
    ]);
    expect(Statement).toHaveLength(services.length + 1);
  });
});

const functions = deployedFunctions(given);

/** The rights of a role to keys, as `service action`. Each is for the one key, by way of one service. */
const keyRightsOf = ({ statements }: Pick<DeployedFunction, 'statements'>): readonly string[] =>
  statements
    .filter(({ Action }) => Action.some((action) => action.startsWith('kms:')))
    .flatMap(({ Action, Resource, Condition }) => {
      expect(Resource).toBe(keyArn);
      const { StringEquals } = Condition as { StringEquals: Record<string, unknown> };
      const via = String(textOf(StringEquals['kms:ViaService'])).replace('.eu-central-1.<reference>', '');
      return Action.map((action) => `${via} ${action.replace('kms:', '')}`);
    })
    .sort();

describe('the roles of functions', () => {
  const has = (one: DeployedFunction, service: string, ...actions: string[]): boolean =>
    allowed(one, service).some((action) => actions.includes(action.split(':')[1] ?? ''));
  const rights = (service: string, ...actions: string[]): string[] => actions.map((action) => `${service} ${action}`);

  it.each(functions.map((one) => [one.file, one] as const))('%s uses the key for what it may do', (_, one) => {
    const writes = has(one, 'dynamodb', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem');
    const reads = has(one, 'dynamodb', 'GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'GetRecords');
    const creates = has(one, 'secretsmanager', 'CreateSecret');
    const opens = has(one, 'secretsmanager', 'GetSecretValue');

    const expected = [
      ...(reads || writes ? rights('dynamodb', 'Decrypt', 'DescribeKey') : []),
      ...(writes ? rights('dynamodb', 'Encrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo') : []),
      ...(opens || creates ? rights('secretsmanager', 'Decrypt') : []),
      ...(creates ? rights('secretsmanager', 'GenerateDataKey') : []),
      ...(has(one, 'sqs', 'SendMessage') ? rights('sqs', 'Decrypt', 'GenerateDataKey') : []),
    ];
    expect(keyRightsOf(one)).toEqual(expected.sort());
  });

  it('are told the key by name where they make secrets, and nowhere else', () => {
    const told = functions.filter(({ variables }) => variables.includes('SECRET_KEY_ARN'));

    const making = functions.filter((one) => has(one, 'secretsmanager', 'CreateSecret'));
    expect(making.length).toBeGreaterThan(3);
    expect(told.map(({ file }) => file)).toEqual(making.map(({ file }) => file));
    for (const { properties } of told) {
      expect(properties.Environment).toMatchObject({ Variables: { SECRET_KEY_ARN: keyArn } });
    }
  });
});

const Document = z.object({ Statement: z.array(z.looseObject({ Action: z.unknown(), Resource: z.unknown() })) });
const keyStatementsOf = (document: unknown) =>
  Document.parse(document).Statement.filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
const via = (service: string) => `${service}.eu-central-1.<reference>`;

describe('runners and builds', () => {
  it('open the deploy keys of a project by way of Secrets Manager', () => {
    const [statement, ...others] = keyStatementsOf(given.one('AWS::IAM::ManagedPolicy').Properties.PolicyDocument);

    expect(others).toEqual([]);
    expect(statement).toMatchObject({ Action: 'kms:Decrypt', Resource: keyArn });
    expect(textOf(Object.values(statement?.Condition as object)[0]['kms:ViaService'])).toBe(via('secretsmanager'));
  });

  it('open, as a build, the code and the API key where the config names their keys too', () => {
    const role = given.ofType('AWS::IAM::Role').find(({ id: name }) => name.includes('BuildRole'));
    const [policy] = z.array(z.object({ PolicyDocument: z.unknown() })).parse(role?.Properties.Policies);

    const found = keyStatementsOf(policy?.PolicyDocument).map(({ Action, Resource, Condition }) => {
      const services = [Object.values(Condition as object)[0]['kms:ViaService']].flat();
      return [Action, Resource, services.map(textOf)];
    });
    expect(found).toEqual([
      ['kms:Decrypt', keyArns, [via('s3'), via('secretsmanager')]],
      ['kms:Decrypt', keyArn, [via('secretsmanager')]],
    ]);
  });
});
