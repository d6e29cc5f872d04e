import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { functionCode } from '#infra/constructs/function-code.ts';
import { providerFunctions } from '#infra/functions.ts';
import { Authority } from '#test/fixtures/authority.ts';
import { deployedFunctions } from './deployed-function.ts';
import { stubFolder } from './stub-bundle.ts';
import { referredTo, Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

describe('another stage', () => {
  const app = Synthesized.of({ stage: 'dev', removal: 'destroy' });

  it('shares no name with the first', () => {
    const names = [
      ...app.ofType('AWS::SSM::Parameter').map((one) => one.Properties.Name),
      ...app.ofType('AWS::SecretsManager::Secret').map((one) => one.Properties.Name),
      ...app.ofType('AWS::Events::EventBus').map((one) => one.Properties.Name),
      ...app.ofType('AWS::CloudWatch::Dashboard').map((one) => one.Properties.DashboardName),
      ...app.ofType('AWS::Logs::LogGroup').flatMap((one) => one.Properties.LogGroupName ?? []),
      ...app.ofType('AWS::Lambda::Function').flatMap((one) => one.Properties.FunctionName ?? []),
    ].map(String);
    expect(names.length).toBeGreaterThanOrEqual(10);
    expect(names.filter((name) => !name.includes('ocore-dev'))).toEqual([]);
  });

  it('tells the command that reaches its admin function', () => {
    const { outputs } = app.template('Service');
    expect(outputs.CreateOrganizationCommand).toContain('--function ocore-dev-create-organization');
  });

  it('reads its own root key and no other', () => {
    const receiver = deployedFunctions(app).find((one) => one.file === 'webhooks/receive-webhook');
    const text = JSON.stringify(receiver?.statements);
    expect(text).toContain(':secret:ocore-dev/root-key-');
    expect(text).not.toContain(':secret:ocore/root-key');
  });

  it('goes with its data where it is told to', () => {
    const table = app.one('AWS::DynamoDB::Table');
    expect(table.DeletionPolicy).toBe('Delete');
    expect(table.Properties.DeletionProtectionEnabled).toBe(false);
    expect(app.ofType('AWS::SecretsManager::Secret').map((one) => one.DeletionPolicy)).toEqual(['Delete', 'Delete']);
  });
});

describe('a table and a root key that exist', () => {
  const app = Synthesized.of({ data: { tableName: 'ocore-restored', rootSecretName: 'ocore-old/root-key' } });

  it('are not made again', () => {
    expect(app.ofType('AWS::DynamoDB::Table')).toEqual([]);
    expect(app.ofType('AWS::SecretsManager::Secret').map((one) => one.Properties.Name)).toEqual(['ocore/lease-key']);
  });

  it('are those that the service uses', () => {
    const references = Object.fromEntries(
      app.ofType('AWS::SSM::Parameter').map(({ Properties }) => [Properties.Name, textOf(Properties.Value)]),
    );
    expect(references['/ocore/data/table-name']).toBe('ocore-restored');
    expect(references['/ocore/data/table-arn']).toMatch(/:dynamodb:eu-central-1:123456789012:table\/ocore-restored$/);
    const receiver = deployedFunctions(app).find((one) => one.file === 'webhooks/receive-webhook');
    expect(JSON.stringify(receiver?.properties.Environment)).toContain('"ROOT_SECRET_ID":"ocore-old/root-key"');
    expect(JSON.stringify(receiver?.statements)).toContain(':secret:ocore-old/root-key-??????');
  });

  it('are asked for the stream, and nothing else', () => {
    const asked = app.one('Custom::AWS');
    expect(String(textOf(asked.Properties.Create))).toContain(
      '"action":"describeTable","parameters":{"TableName":"ocore-restored"}',
    );
    const policies = app.template('Data').resources.filter(({ Type }) => Type === 'AWS::IAM::Policy');
    expect(policies.map(({ Properties }) => JSON.stringify(Properties.PolicyDocument)).join()).toMatch(
      /"Action":"dynamodb:DescribeTable"[^{}]*"Resource":[^;]*table\/ocore-restored/,
    );
  });

  it('leave no log behind: that of what asks goes with the stack', () => {
    const { resources } = app.template('Data');
    const logs = resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
    const [asking, ...others] = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');

    expect(logs.map((one) => one.DeletionPolicy)).toEqual(['Delete']);
    expect(logs[0]?.Properties.RetentionInDays).toBe(30);
    expect(asking?.Properties.LoggingConfig).toEqual({ LogGroup: { Ref: logs[0]?.id } });
    expect(others).toEqual([]);
  });
});

describe('a receiver with concurrency of its own, and tracing', () => {
  const app = Synthesized.of({ receiver: { reservedConcurrency: 5, provisionedConcurrency: 2 }, tracing: true });
  const functions = deployedFunctions(app);
  const receiver = functions.find((one) => one.file === 'webhooks/receive-webhook');

  it('keep executions free for webhooks alone', () => {
    const reserved = functions.filter((one) => one.properties.ReservedConcurrentExecutions !== undefined);
    expect(reserved).toEqual([receiver]);
    expect(receiver?.properties.ReservedConcurrentExecutions).toBe(5);
  });

  it('lead the route of webhooks, and it alone, to what is warm', () => {
    const alias = app.one('AWS::Lambda::Alias');
    expect(alias.Properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 2 });
    const to = (type: string, property: string) =>
      app.ofType(type).filter(({ Properties }) => JSON.stringify(Properties[property]) === `{"Ref":"${alias.id}"}`);
    expect(to('AWS::ApiGatewayV2::Integration', 'IntegrationUri')).toHaveLength(1);
    const [permit] = to('AWS::Lambda::Permission', 'FunctionName');
    expect(String(textOf(permit?.Properties.SourceArn))).toContain('POST/api/webhooks/');
  });

  it('trace every function, which may send its traces', () => {
    for (const { file, properties, statements } of functions) {
      expect.soft(properties.TracingConfig, file).toEqual({ Mode: 'Active' });
      const actions = statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('xray:'));
      expect.soft(actions, file).toEqual(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
    }
  });
});

describe('a private network with Git servers', () => {
  const vpc = {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    securityGroupIds: ['sg-0123456789abcdef0'],
  };
  const app = Synthesized.of({ vpc: { ...vpc, endpointRouteTableIds: ['rtb-0123456789abcdef0'] } });
  const functions = deployedFunctions(app);
  const { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds } = vpc;

  it('holds the functions that connect to Git servers, and no other', () => {
    const inside = functions.filter((one) => one.properties.VpcConfig !== undefined);
    expect(inside.map(({ file }) => file).sort()).toEqual([...providerFunctions].sort());
    for (const { file, properties } of inside) {
      expect.soft(properties.VpcConfig, file).toEqual({ SubnetIds, SecurityGroupIds });
    }
  });

  it('lets Lambda make the network interfaces of these, and never their code', () => {
    const ofNetwork = (effect: string, one: (typeof functions)[number]) =>
      one.statements.filter(({ Effect, Action }) => Effect === effect && Action[0]?.startsWith('ec2:'));
    for (const one of functions) {
      const times = providerFunctions.has(one.file) ? 1 : 0;
      const [allows, denies] = [ofNetwork('Allow', one), ofNetwork('Deny', one)];
      expect.soft([allows.length, denies.length], one.file).toEqual([times, times]);
      expect.soft(denies.map(({ Action }) => Action)).toEqual(allows.map(({ Action }) => Action));
      for (const { Condition } of denies) {
        const anyCode = { ArnLike: { 'lambda:SourceFunctionArn': 'arn:*:lambda:*:*:function:*' } };
        expect.soft(Condition, one.file).toEqual(anyCode);
      }
    }
  });

  it('gets ways to the table and the secrets that need no NAT, the latter for the functions alone', () => {
    const [table, secrets] = app.ofType('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties);
    expect(table).toMatchObject({ VpcEndpointType: 'Gateway', RouteTableIds: ['rtb-0123456789abcdef0'] });
    expect(table?.ServiceName).toBe('com.amazonaws.eu-central-1.dynamodb');
    expect(secrets).toMatchObject({ VpcEndpointType: 'Interface', SubnetIds, PrivateDnsEnabled: true });
    expect(secrets?.ServiceName).toBe('com.amazonaws.eu-central-1.secretsmanager');
    const group = app.one('AWS::EC2::SecurityGroup');
    expect(referredTo(secrets?.SecurityGroupIds)).toBe(group.id);
    expect(group.Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({ FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-0123456789abcdef0' }),
    ]);
  });

  it('gets no such ways where it has its own', () => {
    expect(Synthesized.of({ vpc }).ofType('AWS::EC2::VPCEndpoint')).toEqual([]);
  });
});

describe('an archive of the events', () => {
  it('keeps what oCore tells on its own bus, as long as it is told', () => {
    const app = Synthesized.of({ eventArchiveDays: 30 });
    const archive = app.one('AWS::Events::Archive');
    expect(archive.Properties).toMatchObject({ RetentionDays: 30, EventPattern: { source: ['ocore.projects'] } });
    expect(referredTo(archive.Properties.SourceArn)).toBe(app.one('AWS::Events::EventBus').id);
    // A name of one's own would be taken when the stack is made again.
    expect(archive.Properties.ArchiveName).toBeUndefined();
  });

  it('is not made unasked', () => {
    expect(Synthesized.of().ofType('AWS::Events::Archive')).toEqual([]);
  });
});

describe('runners on AWS', () => {
  const project = { organizationId: `org_01J${'7'.repeat(23)}`, projectId: `prj_01J${'7'.repeat(23)}` };
  const app = Synthesized.of({ stage: 'dev', runnerPolicies: [project] });

  it('have a policy that reads the deploy keys of one project, and nothing else', () => {
    const policy = app.one('AWS::IAM::ManagedPolicy');
    const { Statement } = policy.Properties.PolicyDocument as { Statement: { Resource: unknown }[] };
    expect(Statement).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: expect.anything() },
    ]);
    expect(textOf(Statement[0]?.Resource)).toBe(
      `arn:<reference>:secretsmanager:eu-central-1:123456789012:secret:ocore-dev/deploy-key/${project.organizationId}/${project.projectId}/*`,
    );
    expect(policy.Properties.ManagedPolicyName).toBeUndefined();
  });

  it('are told its ARN by an output', () => {
    const { outputs } = app.template('Service');
    const told = outputs[`RunnerPolicy${project.projectId.replace('_', '')}`];
    expect(told).toEqual({ Ref: app.one('AWS::IAM::ManagedPolicy').id });
  });
});

describe('two regions of one account', () => {
  it('share no name that an account has once', () => {
    const namesIn = (region: string): string[] => {
      const app = Synthesized.of({ codeBuildDeployers: [] }, region);
      return [
        ...app.ofType('AWS::CloudWatch::Dashboard').map((one) => one.Properties.DashboardName),
        ...app.ofType('AWS::IAM::Role').flatMap((one) => one.Properties.RoleName ?? []),
        ...app.ofType('AWS::IAM::ManagedPolicy').flatMap((one) => one.Properties.ManagedPolicyName ?? []),
        ...app.ofType('AWS::S3::Bucket').flatMap((one) => one.Properties.BucketName ?? []),
      ].map(String);
    };
    const other = new Set(namesIn('us-east-1'));

    expect(namesIn('eu-central-1')).toEqual(['ocore-projects-eu-central-1', 'ocore-search-eu-central-1']);
    expect(namesIn('eu-central-1').filter((name) => other.has(name))).toEqual([]);
  });
});

describe('a domain, an address for alarms and further settings', () => {
  const app = Synthesized.of({
    domain: {
      name: 'ocore.example.com',
      certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/x',
      hostedZoneId: 'Z0123456789ABC',
    },
    alarmEmail: 'ops@example.com',
    logRetentionDays: 7,
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
    throttle: { ratePerSecond: 7, burst: 9 },
  });

  it('answers under the domain, with TLS 1.2, and builds its URLs with it', () => {
    expect(app.one('AWS::ApiGatewayV2::DomainName').Properties).toMatchObject({
      DomainName: 'ocore.example.com',
      DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2', EndpointType: 'REGIONAL' }],
    });
    expect(app.ofType('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    expect(app.one('AWS::ApiGatewayV2::Api').Properties.DisableExecuteApiEndpoint).toBe(true);
    const { outputs } = app.template('Service');
    expect(outputs.ApiUrl).toBe('https://ocore.example.com');
    const urls = app.ofType('AWS::Lambda::Function').flatMap((one) => {
      const environment = one.Properties.Environment as { Variables: { PUBLIC_URL?: unknown } };
      return environment.Variables.PUBLIC_URL ?? [];
    });
    expect(new Set(urls)).toEqual(new Set(['https://ocore.example.com']));
  });

  it('tells where the DNS points to, and enters it in a zone of Route 53', () => {
    const attribute = (name: string) => ({ 'Fn::GetAtt': [app.one('AWS::ApiGatewayV2::DomainName').id, name] });
    const [dnsName, zone] = [attribute('RegionalDomainName'), attribute('RegionalHostedZoneId')];
    const { outputs } = app.template('Service');
    expect([outputs.DomainDnsTarget, outputs.DomainZoneId]).toEqual([dnsName, zone]);
    expect(app.one('AWS::Route53::RecordSetGroup').Properties).toEqual({
      HostedZoneId: 'Z0123456789ABC',
      RecordSets: [{ Name: 'ocore.example.com', Type: 'A', AliasTarget: { DNSName: dnsName, HostedZoneId: zone } }],
    });
  });

  it('sends alarms to the address', () => {
    expect(app.one('AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });

  it('keeps every log as long as it is told', () => {
    const kept = app.ofType('AWS::Logs::LogGroup').map((one) => one.Properties.RetentionInDays);
    expect(new Set(kept)).toEqual(new Set([7]));
  });

  it("holds every role within the account's boundary", () => {
    const boundaries = app.ofType('AWS::IAM::Role').map((one) => one.Properties.PermissionsBoundary);
    expect(new Set(boundaries)).toEqual(new Set(['arn:aws:iam::123456789012:policy/boundary']));
  });

  it('throttles as it is told', () => {
    expect(app.one('AWS::ApiGatewayV2::Stage').Properties.DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: 7,
      ThrottlingBurstLimit: 9,
    });
  });
});

describe('a file with authorities', () => {
  const authority = new Authority();
  afterAll(() => authority.remove());

  it('is beside the code of each function, which is told where', () => {
    const app = Synthesized.of({ caBundle: authority.file });

    const found = app.ofType('AWS::Lambda::Function').map((one) => {
      const environment = one.Properties.Environment as { Variables: { NODE_EXTRA_CA_CERTS?: unknown } } | undefined;
      return environment?.Variables.NODE_EXTRA_CA_CERTS;
    });
    expect(new Set(found)).toEqual(new Set(['/var/task/ca-bundle.pem']));
  });

  it('is in the asset of a function, and changes nothing of its bundle', () => {
    const app = new App({ analyticsReporting: false });
    functionCode('auth/authorize', authority.file).bind(new Stack(app, 'Stack'));
    app.synth();
    const folder = readdirSync(app.outdir).find((name) => name.startsWith('asset.')) ?? '';
    const inAsset = readdirSync(join(app.outdir, folder)).sort();

    expect(inAsset).toEqual(['ca-bundle.pem', 'index.js']);
    expect(readFileSync(join(app.outdir, folder, 'ca-bundle.pem'), 'utf8')).toBe(authority.cert);
    expect(readdirSync(join(stubFolder, 'auth/authorize'))).toEqual(['index.js']);
    rmSync(app.outdir, { recursive: true });
  });
});

const signInOf = (app: Synthesized): unknown => {
  const authorizer = deployedFunctions(app).find((one) => one.file === 'auth/authorize');
  const environment = authorizer?.properties.Environment as { Variables: { SIGN_IN: unknown } };
  return textOf(environment.Variables.SIGN_IN);
};

describe('an issuer that exists', () => {
  const issuer = { issuer: 'https://login.acme.example/', clientId: 'ocore', audience: 'https://ocore.acme.example' };
  const app = Synthesized.of({ auth: issuer });

  it('is told to the authorizer, and nothing of Cognito is made', () => {
    expect(JSON.parse(String(signInOf(app)))).toMatchObject({ kind: 'oidc', ...issuer });
    expect(app.ofType('AWS::Cognito::UserPool')).toEqual([]);
  });
});

describe('sign-in by Cognito', () => {
  const app = Synthesized.of({ auth: { cognito: true } });

  it('makes a pool where anybody signs up and proves an address, which outlives the stack', () => {
    const pool = app.one('AWS::Cognito::UserPool');
    expect(pool.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      UsernameAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
    });
    expect(pool.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(app.template('Data').resources.map(({ id }) => id)).toContain(pool.id);
  });

  it('makes a public client: code with PKCE, exact addresses, and no right to call Cognito', () => {
    const { Properties: client } = app.one('AWS::Cognito::UserPoolClient');
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect((client.CallbackURLs as unknown[]).map(textOf)).toEqual([
      '<reference>/sign-in/callback',
      'http://127.0.0.1:47101/callback',
      'http://127.0.0.1:47102/callback',
      'http://127.0.0.1:47103/callback',
    ]);
  });

  it('shows managed login under a domain of its own', () => {
    expect(app.one('AWS::Cognito::UserPoolDomain').Properties).toMatchObject({
      Domain: 'ocore-123456789012',
      ManagedLoginVersion: 2,
    });
    expect(app.one('AWS::Cognito::ManagedLoginBranding').Properties.UseCognitoProvidedValues).toBe(true);
  });

  it('tells the authorizer the pool as issuer, and its client', () => {
    expect(JSON.parse(String(signInOf(app)))).toMatchObject({ kind: 'cognito', discoveryUrl: null });
  });
});

describe('no setting of sign-in', () => {
  it('makes nothing, and the authorizer takes API keys alone', () => {
    const app = Synthesized.of();
    expect(signInOf(app)).toBe('null');
    expect(app.ofType('AWS::Cognito::UserPool')).toEqual([]);
  });
});
