import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { functionFiles } from '#infra/functions.ts';
import { auditRightsOf } from '#infra/guarded-partitions.ts';
import { permissions } from '#infra/permissions.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { EventType } from '#shared/contract/event.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { pageFunction, pages } from '#shared/contract/pages.ts';
import { missingLines } from '#test/missing-lines.ts';
import { allowed, type DeployedFunction, deployedFunctions } from './deployed-function.ts';
import { stubFolder } from './stub-bundle.ts';
import { referredTo, Synthesized } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));

let app: Synthesized;
let functions: readonly DeployedFunction[];
beforeAll(() => {
  app = Synthesized.of();
  functions = deployedFunctions(app);
});
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

/** The routes that the function of the console answers. */
const consoleKeys: readonly string[] = ['$default', ...pages.map((row) => `${row.method} ${row.path}`)];

const routeKeys = (): string[] =>
  app.ofType('AWS::ApiGatewayV2::Route').map((route) => String(route.Properties.RouteKey));

describe('the size of the stacks', () => {
  it('stays under 400 resources a template', () => {
    for (const { name, resources } of app.templates) {
      expect.soft(resources.length, name).toBeGreaterThan(0);
      expect.soft(resources.length, name).toBeLessThanOrEqual(400);
    }
  });

  it('stays under the 300 routes of an HTTP API', () => {
    expect(routeKeys().length).toBeLessThan(300);
  });
});

describe('routes', () => {
  it('are one for each row of the contract, and $default', () => {
    const rows = [...endpoints, ...pages].map((row) => `${row.method} ${row.path}`);
    expect(routeKeys().sort()).toEqual([...rows, '$default'].sort());
  });

  it('each lead to the function of their row, which only they may invoke', () => {
    const wanted = new Map(endpoints.map((row) => [`${row.method} ${row.path}`, functionFile(row)]));
    for (const key of consoleKeys) wanted.set(key, pageFunction);
    for (const { resources } of app.templates) {
      const byId = new Map(resources.map((resource) => [resource.id, resource]));
      for (const route of resources.filter((one) => one.Type === 'AWS::ApiGatewayV2::Route')) {
        const key = String(route.Properties.RouteKey);
        const integration = byId.get(referredTo(route.Properties.Target));
        const target = referredTo(integration?.Properties.IntegrationUri);
        expect.soft(byId.get(target)?.Properties.Description, key).toBe(`oCore: ${wanted.get(key)}`);
        const permits = resources.filter(
          (one) => one.Type === 'AWS::Lambda::Permission' && referredTo(one.Properties.FunctionName) === target,
        );
        const placeOf = (one: string): string =>
          one === '$default' ? '/$default/$default"' : `/$default/${one.replace(' ', '')}"`;
        const expected = consoleKeys.includes(key) ? consoleKeys : [key];
        const places = permits.map(({ Properties }) => JSON.stringify(Properties.SourceArn));
        expect.soft(places, key).toHaveLength(expected.length);
        for (const one of expected) expect.soft(places.filter((place) => place.includes(placeOf(one)))).toHaveLength(1);
      }
    }
  });

  it('ask the authorizer but where the contract says public', () => {
    const isPublic = new Set(
      endpoints.filter((row) => row.access === 'public').map((row) => `${row.method} ${row.path}`),
    );
    for (const key of consoleKeys) isPublic.add(key);
    for (const { Properties } of app.ofType('AWS::ApiGatewayV2::Route')) {
      const key = String(Properties.RouteKey);
      expect.soft(Properties.AuthorizationType, key).toBe(isPublic.has(key) ? 'NONE' : 'CUSTOM');
      expect.soft(Properties.AuthorizerId !== undefined, key).toBe(!isPublic.has(key));
    }
  });

  it('have an authorizer whose answer is kept 60 s by the Authorization header', () => {
    expect(app.one('AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 60,
      IdentitySource: ['$request.header.Authorization'],
    });
  });
});

describe('the stage', () => {
  const stage = () => app.one('AWS::ApiGatewayV2::Stage');

  it('names in its RouteSettings routes that exist, and waits for every group that holds routes', () => {
    const settings = Object.keys(stage().Properties.RouteSettings ?? {});
    expect(settings.length).toBeGreaterThan(0);
    expect(settings.filter((key) => !routeKeys().includes(key))).toEqual([]);
    const { resources } = app.template('Service');
    const groups = resources.filter((one) => one.Type === 'AWS::CloudFormation::Stack').map((one) => one.id);
    const withoutRoutes = groups.filter((id) => id.includes('Background'));
    expect(withoutRoutes).toHaveLength(1);
    expect([...stage().DependsOn, ...withoutRoutes].sort()).toEqual([...groups].sort());
  });

  it('throttles every route, and each public one on its own account', () => {
    const share = { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 };
    expect(stage().Properties.DefaultRouteSettings).toMatchObject(share);
    const open = [...endpoints.filter((row) => row.access === 'public'), ...pages];
    const rows = open.map((row) => `${row.method} ${row.path}`);
    expect(stage().Properties.RouteSettings).toEqual(Object.fromEntries(rows.map((key) => [key, share])));
  });

  it('writes its access log as JSON, without headers, under a name that keeps resource policies short', () => {
    const { AccessLogSettings } = stage().Properties as {
      AccessLogSettings: { Format: string; DestinationArn: unknown };
    };
    const fields = JSON.parse(AccessLogSettings.Format) as Record<string, string>;
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['requestId', 'routeKey', 'status', 'latencyMs']));
    expect(AccessLogSettings.Format.toLowerCase()).not.toMatch(/header|authorization|authorizer(?!\.?error)/);
    const group = app
      .template('Service')
      .resources.find((one) => one.id === referredTo(AccessLogSettings.DestinationArn));
    expect(group?.Properties.LogGroupName).toMatch(/^\/aws\/vendedlogs\//);
  });
});

describe('the groups of routes', () => {
  it('are made one after the other, since API Gateway takes few changes a second', () => {
    const { resources } = app.template('Service');
    const holding = (name: string): boolean =>
      app.template(name).resources.some(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
    const nested = resources.filter((one) => one.Type === 'AWS::CloudFormation::Stack');
    const ids = new Set(nested.map(({ id }) => id));
    const after = new Map(nested.map(({ id, DependsOn }) => [id, DependsOn.filter((one) => ids.has(one))]));
    const chain = [...after].filter(([, before]) => before.length > 0);
    expect(app.templates.filter(({ name }) => holding(name))).toHaveLength(chain.length + 1);
    expect(new Set(chain.map(([, before]) => before.join())).size).toBe(chain.length);
  });
});

describe('functions', () => {
  it('are those of functions/, each once', () => {
    expect(functions.map((one) => one.file).sort()).toEqual([...functionFiles].sort());
  });

  it('run on nodejs24.x and arm64, log JSON to a group of their own, and reserve no concurrency', () => {
    for (const { file, properties } of functions) {
      expect.soft(properties, file).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect.soft(properties.ReservedConcurrentExecutions, file).toBeUndefined();
    }
    const groups = functions.map((one) => JSON.stringify(one.properties.LoggingConfig));
    expect(new Set(groups).size).toBe(functions.length);
  });

  it('get the environment that infra/permissions.ts lists, and the stage, under which their metrics stand', () => {
    for (const { file, variables } of functions) {
      const listed = ['OCORE_STAGE', ...(permissions[file]?.environment ?? [])];
      expect.soft([...variables].sort(), file).toEqual(listed.sort());
    }
  });
});

describe('roles', () => {
  it('are listed for every function and for nothing else', () => {
    expect(missingLines('permissions in infra/permissions.ts', Object.keys(permissions), functionFiles)).toEqual([]);
  });

  it('are one for each function', () => {
    expect(new Set(functions.map((one) => one.roleId)).size).toBe(functions.length);
  });

  it('allow exactly the listed actions on the table and its index', () => {
    for (const one of functions) {
      const grant = permissions[one.file];
      const listed = [
        ...(grant?.table ?? []).map((action) => `dynamodb:${action}`),
        ...(grant?.index === true ? ['dynamodb:Query'] : []),
        ...(grant?.lastTick === true ? ['dynamodb:GetItem'] : []),
        ...(grant?.table?.includes('PutItem') === true ? [] : auditRightsOf(one.file).map(() => 'dynamodb:PutItem')),
        ...(grant?.stream === true
          ? ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) => `dynamodb:${action}`)
          : []),
      ];
      expect.soft([...allowed(one, 'dynamodb')].sort(), one.file).toEqual(listed.sort());
    }
  });

  it('let a function that writes nothing put records into the audit log, and nothing else', () => {
    for (const one of functions.filter(({ file }) => permissions[file]?.table?.includes('PutItem') !== true)) {
      const puts = one.statements.filter(
        ({ Effect, Action }) => Effect === 'Allow' && Action.includes('dynamodb:PutItem'),
      );
      const keys = puts.map(({ Condition }) => Condition);
      const expected = auditRightsOf(one.file).map((key) => ({
        'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [key] },
      }));
      expect.soft(keys, one.file).toEqual(expected);
    }
  });

  it('allow no wildcard action, no Scan, and nothing on every resource', () => {
    for (const { file, statements, managedPolicies } of functions) {
      expect.soft(managedPolicies, file).toEqual([]);
      for (const { Effect, Action, Resource } of statements) {
        expect
          .soft(
            Action.filter((action) => /\*|:Scan$/.test(action)),
            file,
          )
          .toEqual([]);
        if (Effect === 'Allow') expect.soft(JSON.stringify(Resource), file).not.toBe('"*"');
      }
    }
  });
});

describe('secrets', () => {
  const secretStatements = (one: DeployedFunction) =>
    one.statements.filter((statement) => statement.Action.some((action) => action.startsWith('secretsmanager:')));

  it('are out of reach for every function that reads projects, but for those that ask a Git host', () => {
    const asking = ['repository/list-repository-branches', 'settings/list-provider-repositories'];
    const readers = endpoints
      .filter((row) => row.access !== 'public' && row.method === 'GET')
      .map(functionFile)
      .filter((file) => !asking.includes(file));
    expect(readers).toContain('projects/get-project');
    for (const one of functions.filter(({ file }) => readers.includes(file))) {
      expect.soft(secretStatements(one), one.file).toEqual([]);
    }
  });

  /** Every right to a secret, as `action path`. */
  const rightsOf = (one: DeployedFunction): string[] =>
    secretStatements(one)
      .flatMap(({ Action, Resource }) =>
        [Resource].flat().flatMap((resource) => {
          const path = /:secret:([^"]+)"/.exec(JSON.stringify(resource))?.[1] ?? JSON.stringify(resource);
          return Action.map((action) => `${action.replace('secretsmanager:', '')} ${path}`);
        }),
      )
      .sort();

  const root = 'GetSecretValue ocore/root-key-??????';
  const lease = 'GetSecretValue ocore/lease-key-??????';
  const key = (...actions: string[]): string[] => actions.map((action) => `${action} ocore/deploy-key/*`);
  const credential = (...actions: string[]): string[] =>
    actions.map((action) => `${action} ocore/provider-credential/*`);
  const making = key('CreateSecret', 'DeleteSecret', 'TagResource');

  it('are reached by these functions alone, and by each for just this', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      'webhooks/receive-webhook': [root],
      'runner/claim-deployment': [lease],
      'runner/heartbeat-deployment': [lease],
      'runner/append-logs': [lease],
      'runner/complete-deployment': [lease],
      'repository/connect-repository': [root, ...making, ...key('GetSecretValue'), ...credential('GetSecretValue')],
      'repository/regenerate-key': [root, ...making, ...credential('GetSecretValue')],
      'repository/reconfigure-webhook': [root, ...credential('GetSecretValue')],
      'repository/reveal-secret': [root],
      'repository/disconnect-repository': [root, ...key('DeleteSecret'), ...credential('GetSecretValue')],
      // Connect, these eight, validate, those of submodules and the tick alone open a repository with its stored key, and so read a private half.
      'branch-mappings/create-branch-mapping': key('GetSecretValue'),
      'branch-mappings/update-branch-mapping': key('GetSecretValue'),
      'environments/create-environment': key('GetSecretValue'),
      'repository/list-repository-branches': key('GetSecretValue'),
      'deployments/approve-deployment': key('GetSecretValue'),
      'deployments/promote-deployment': key('GetSecretValue'),
      'deployments/redeploy': key('GetSecretValue'),
      'deployments/start-deployment': key('GetSecretValue'),
      'repository/validate-repository': [
        root,
        ...key('GetSecretValue', 'DeleteSecret'),
        ...credential('GetSecretValue'),
      ],
      'repository/add-submodule': [...making, ...key('GetSecretValue'), ...credential('GetSecretValue')],
      'repository/validate-submodule': [...key('GetSecretValue', 'DeleteSecret'), ...credential('GetSecretValue')],
      'repository/remove-submodule': [...key('DeleteSecret'), ...credential('GetSecretValue')],
      'repository/sync-repository': [root, ...credential('GetSecretValue')],
      'settings/update-provider-settings': credential('CreateSecret', 'DeleteSecret', 'TagResource'),
      'settings/delete-provider-settings': credential('DeleteSecret'),
      'settings/list-provider-repositories': credential('GetSecretValue'),
      'events/report-status': credential('GetSecretValue'),
      // It tells the numbers of their versions.
      'admin/read-status': [root, lease],
      'projects/purge-project': [root, ...key('DeleteSecret'), ...credential('GetSecretValue')],
      'schedules/tick': [root, ...making, ...key('GetSecretValue'), ...credential('GetSecretValue', 'DeleteSecret')],
    };
    const found = Object.fromEntries(
      functions.map((one): [string, string[]] => [one.file, rightsOf(one)]).filter(([, rights]) => rights.length > 0),
    );
    expect(found).toEqual(
      Object.fromEntries(Object.entries(expected).map(([file, rights]) => [file, [...rights].sort()])),
    );
  });
});

describe('the data stack', () => {
  it('has one on-demand table with recovery, deletion protection, stream, TTL and the index', () => {
    const table = app.one('AWS::DynamoDB::Table');
    expect(table).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      GlobalSecondaryIndexes: [{ IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' } }],
    });
  });

  it('makes its table after the keys and the bus, so that their failure has no protected table to delete', () => {
    const before = ['AWS::Events::EventBus', 'AWS::SecretsManager::Secret'].flatMap((type) => app.ofType(type));
    expect(app.one('AWS::DynamoDB::Table').DependsOn).toEqual(before.map(({ id }) => id).sort());
  });

  it('makes the root key and the lease key, each of its own chance, and keeps the root key when it is deleted', () => {
    const keys = app.ofType('AWS::SecretsManager::Secret');
    expect(keys.map((one) => [one.Properties.Name, one.DeletionPolicy])).toEqual([
      ['ocore/lease-key', 'Delete'],
      ['ocore/root-key', 'RetainExceptOnCreate'],
    ]);
    for (const { Properties } of keys) {
      expect(Properties.GenerateSecretString).toMatchObject({
        SecretStringTemplate: '{"current":1}',
        GenerateStringKey: '1',
        PasswordLength: 64,
      });
    }
  });

  it('is known to the service by parameters, never by exports', () => {
    expect(
      app
        .ofType('AWS::SSM::Parameter')
        .map((one) => one.Properties.Name)
        .sort(),
    ).toEqual(['bus-arn', 'bus-name', 'stream-arn', 'table-arn', 'table-name'].map((name) => `/ocore/data/${name}`));
    expect(JSON.stringify(app.templates)).not.toContain('Fn::ImportValue');
  });
});

describe('what runs without a request', () => {
  const queues = () => new Set(app.ofType('AWS::SQS::Queue').map((queue) => queue.id));

  it('reads the stream in order, and puts aside what fails for good', () => {
    const { Properties } = app.one('AWS::Lambda::EventSourceMapping');
    expect(Properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(queues().has(referredTo(Properties.DestinationConfig))).toBe(true);
  });

  it('has a dead-letter queue at each target of a rule, and one behind each of their functions', () => {
    const targets = app
      .ofType('AWS::Events::Rule')
      .flatMap((rule) => rule.Properties.Targets as { Arn: unknown; DeadLetterConfig: unknown }[]);
    expect(targets).toHaveLength(3);
    for (const target of targets) expect(queues().has(referredTo(target.DeadLetterConfig))).toBe(true);
    const behind = app.ofType('AWS::Lambda::EventInvokeConfig');
    expect(behind.map((one) => referredTo(one.Properties.FunctionName)).sort()).toEqual(
      targets.map((target) => referredTo(target.Arn)).sort(),
    );
    for (const one of behind) expect(queues().has(referredTo(one.Properties.DestinationConfig))).toBe(true);
  });

  it('hands every event of a deployment to the function that reports it, and a deleted project to its purge', () => {
    const patterns = app
      .ofType('AWS::Events::Rule')
      .flatMap(({ Properties }) => (Properties.EventPattern === undefined ? [] : [Properties.EventPattern]));
    const ofDeployments = EventType.options.filter((type) => type.startsWith('deployment.'));
    expect(patterns).toEqual([
      { source: ['ocore.projects'], 'detail-type': ['project.deleted'] },
      { source: ['ocore.projects'], 'detail-type': ofDeployments },
    ]);
  });

  it('raises an alarm for each dead-letter queue', () => {
    const watched = app
      .ofType('AWS::CloudWatch::Alarm')
      .filter((alarm) => alarm.Properties.MetricName === 'ApproximateNumberOfMessagesVisible');
    expect(watched).toHaveLength(queues().size);
  });
});

describe('the outputs', () => {
  it('are the address and the command that makes the first organisation', () => {
    const { outputs } = app.template('Service');
    expect(JSON.stringify(outputs.ApiUrl)).toContain('ApiEndpoint');
    expect(outputs.CreateOrganizationCommand).toBe(
      'npx ocore admin create-organization --slug my-company --name "My Company"',
    );
    expect(functions.find((one) => one.file === 'admin/create-organization')?.properties.FunctionName).toBe(
      outputs.AdminFunctionName,
    );
  });
});
