import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnAlias,
  CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { caBundleVariables } from '../ca-bundle.ts';
import { type DeploymentConfig, leaseSecretName, prefixOf, rootSecretName } from '../config.ts';
import { calledByGateway, providerFunctions } from '../functions.ts';
import { permissions } from '../permissions.ts';
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts';
import type { DataReferences } from './data-references.ts';
import { functionCode } from './function-code.ts';
import { functionStatements } from './function-policy.ts';
import { keyStatements } from './key-policy.ts';
import { networkStatements } from './private-network.ts';

/** Settings of every function. */
export type FunctionSetting = {
  readonly config: DeploymentConfig;
  readonly references: DataReferences;
  readonly publicUrl: string;
  /** How people sign in, as JSON. */
  readonly signIn: string;
};

type FurtherVariable = 'DEAD_LETTER_QUEUE_URL' | 'DEAD_LETTER_QUEUES' | 'ALARM_TOPIC_ARN' | 'DEPLOYMENT_OPTIONS';

type Options = {
  readonly timeoutSeconds?: number;
  readonly functionName?: string;
  readonly memoryMb?: number;
  readonly reservedConcurrency?: number | undefined;
  readonly provisionedConcurrency?: number | undefined;
  /** Where events go that it fails to handle. Whoever leaves it out waits for an answer. */
  readonly failures?: string;
  /** Of its environment, what no setting of all functions tells. */
  readonly variables?: Partial<Record<FurtherVariable, string>>;
};

const wildcards = {
  '*': 'X-Ray has no resources that a policy could name, and the network interfaces of a function have no names before.',
  '/deploy-key/*':
    'The functions make these secrets, one for each project: their names end in ids and random characters.',
  '/provider-credential/*': 'The functions make these secrets, one for each organisation: their names end in ids.',
  '/stream/*': 'ListStreams works on all streams of a table, never on one.',
};

/** A Lambda with its own log group and role. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  /** What callers invoke: the function, or its alias where part of it is kept warm. */
  readonly invokedArn: string;

  /** @param file below functions/, without extension */
  constructor(scope: Construct, file: string, setting: FunctionSetting, options: Options = {}) {
    super(scope, file.replace('/', '-'));
    const grant = permissions[file];
    if (grant === undefined) throw new Error(`infra/permissions.ts does not say what ${file} may do.`);
    const { config, references } = setting;
    const vpc = providerFunctions.has(file) ? config.vpc : undefined;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logs = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    // X-Ray has no resources that a policy could name.
    const traces = new PolicyStatement({
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
    });
    const own = functionStatements(this, file, grant, references, config);
    const statements = [
      logs,
      ...(config.tracing ? [traces] : []),
      ...(vpc === undefined ? [] : networkStatements()),
      ...own,
      ...keyStatements(this, references.keyArn, own),
    ];
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `oCore: ${file}`,
      inlinePolicies: {
        own: new PolicyDocument({ statements }),
      },
      ...(config.permissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', config.permissionsBoundary),
          }),
    });
    acknowledgeWildcards(this.role, statements, wildcards);
    if (config.tracing || vpc !== undefined) {
      acknowledge(this.role, 'Serverless-LambdaStarPermissions', wildcards['*']);
    }
    if (!config.tracing)
      acknowledge(this, 'Serverless-LambdaTracing', 'X-Ray costs by the trace. The config turns it on.');
    const creates = [...(grant.deployKeys ?? []), ...(grant.credentials ?? [])].includes('CreateSecret');
    const values = {
      TABLE_NAME: references['table-name'],
      PUBLIC_URL: setting.publicUrl,
      SECRET_PREFIX: prefixOf(config),
      ROOT_SECRET_ID: rootSecretName(config),
      LEASE_SECRET_ID: leaseSecretName(config),
      SIGN_IN: setting.signIn,
      EVENT_BUS_NAME: references['bus-name'],
      DEAD_LETTER_QUEUE_URL: '',
      DEAD_LETTER_QUEUES: '',
      ALARM_TOPIC_ARN: '',
      DEPLOYMENT_OPTIONS: '',
      ...options.variables,
    };
    const { originSecret } = config;
    const isCalled = originSecret !== undefined && calledByGateway.has(file);
    this.function = new LambdaFunction(this, 'Function', {
      ...(options.functionName === undefined ? {} : { functionName: options.functionName }),
      description: `oCore: ${file}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: options.memoryMb ?? 512,
      timeout: Duration.seconds(options.timeoutSeconds ?? 29),
      handler: 'index.handler',
      code: functionCode(file, config.caBundle),
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...(config.tracing ? { tracing: Tracing.ACTIVE } : {}),
      ...(options.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: options.reservedConcurrency }),
      environment: {
        ...Object.fromEntries(grant.environment.map((name) => [name, values[name]])),
        // Without it, as with `npm start`, no metrics are written.
        OCORE_STAGE: config.stage,
        ...(config.caBundle === undefined ? {} : caBundleVariables),
        ...(isCalled ? { ORIGIN_SHA256: originSecret.sha256.join(',') } : {}),
        ...(creates && references.keyArn !== undefined ? { SECRET_KEY_ARN: references.keyArn } : {}),
      },
    });
    if (vpc !== undefined) {
      // As in the template: the construct for a VPC would ask the account about it.
      const { subnetIds, securityGroupIds } = vpc;
      const made = this.function.node.defaultChild;
      if (made instanceof CfnFunction) made.vpcConfig = { subnetIds, securityGroupIds };
    }
    acknowledge(this.function, 'Serverless-LambdaDLQ', options.failures ?? 'Its callers wait for its answer.');
    this.invokedArn =
      options.provisionedConcurrency === undefined
        ? this.function.functionArn
        : this.#warm(options.provisionedConcurrency);
  }

  #warm(provisionedConcurrentExecutions: number): string {
    return new CfnAlias(this, 'Warm', {
      name: 'warm',
      functionName: this.function.functionName,
      functionVersion: this.function.currentVersion.version,
      provisionedConcurrencyConfig: { provisionedConcurrentExecutions },
    }).ref;
  }
}
