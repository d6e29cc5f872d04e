import { NestedStack } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { SignIn } from '#shared/config/sign-in.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { receiveWebhook } from '#shared/contract/endpoints/webhooks.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { pageFunction, pages } from '#shared/contract/pages.ts';
import { signInAt } from '../auth-config.ts';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { adminFunctions, statusFunction } from '../functions.ts';
import { Alarms, type Watched } from './alarms.ts';
import { Background } from './background.ts';
import { CodeBuildDeployer } from './code-build-deployer.ts';
import type { DataReferences } from './data-references.ts';
import { encryptBelow } from './encryption.ts';
import { addRoutes, EndpointGroup } from './endpoint-group.ts';
import { HttpApi } from './http-api.ts';
import { PrivateEndpoints } from './private-network.ts';
import { RunnerPolicies } from './runner-policies.ts';
import { addSearchDashboard } from './search-dashboard.ts';
import { type FunctionSetting, ServiceFunction } from './service-function.ts';
import { addStatusFunction } from './status-function.ts';
import { UserPoolAccess } from './user-pool-access.ts';

/**
 * The whole service, on top of table, root key and bus: the HTTP API, one Lambda per endpoint, and the background
 * functions.
 */
export class Service extends Construct {
  readonly httpApi: HttpApi;
  readonly alarms: Alarms;
  readonly watched: Watched;
  /** Saved queries that take an id. */
  readonly search: Dashboard;
  /** What the operator invokes by name. */
  readonly admin: readonly ServiceFunction[];
  /** Makes the first organisation. */
  readonly createOrganizationCommand: string;

  /** @param userPoolId of `auth.cognito` */
  constructor(
    scope: Construct,
    id: string,
    config: DeploymentConfig,
    references: DataReferences,
    userPoolId: string | undefined,
  ) {
    super(scope, id);
    encryptBelow(this, references.keyArn);
    this.httpApi = new HttpApi(this, 'HttpApi', config);
    const { publicUrl } = this.httpApi;
    const signIn = signInFor(this, config, publicUrl, userPoolId);
    const setting = { config, references, publicUrl, signIn: JSON.stringify(signIn) };

    const { vpc } = config;
    if (vpc?.endpointRouteTableIds !== undefined) new PrivateEndpoints(this, vpc, vpc.endpointRouteTableIds);
    const core = new NestedStack(this, 'Core');
    const authorizer = new ServiceFunction(core, 'auth/authorize', setting);
    const api = this.httpApi.authorizeWith(authorizer);
    const pageKeys = pages.map(({ method, path }) => `${method} ${path}`);
    addRoutes(core, ['$default', ...pageKeys], new ServiceFunction(core, pageFunction, setting), api, false);
    const nameOf = (file: string): string => `${prefixOf(config)}-${file.replace('admin/', '')}`;
    const changing = adminFunctions
      .filter((file) => file !== statusFunction)
      .map((file) => new ServiceFunction(core, file, setting, { functionName: nameOf(file) }));
    const flag = config.stage === 'prod' ? '' : ` --function ${nameOf('admin/create-organization')}`;
    this.createOrganizationCommand = `npx ocore admin create-organization --slug my-company --name "My Company"${flag}`;

    const groups = [...new Set(endpoints.map((row) => row.group))].map(
      (group) =>
        new EndpointGroup(
          this,
          group,
          endpoints.filter((row) => row.group === group),
          api,
          setting,
        ),
    );
    // One after the other: API Gateway takes a few changes a second from an account, and all groups together hold 300.
    for (const [at, group] of groups.entries()) group.addStackDependency(groups[at - 1] ?? core);
    this.httpApi.addStage([core, ...groups]);
    const background = new Background(this, 'Background', setting);
    new RunnerPolicies(this, config, references.keyArn);
    const deployers = codeBuildDeployers(this, setting);
    const receiver = functionOf(groups, receiveWebhook);
    this.watched = {
      apiId: api.apiId,
      tableName: references['table-name'],
      receiver,
      authorizer: authorizer.function,
      publisher: background.publisher.function,
      tick: background.tick.function,
      deadLetters: new Map([
        ...background.deadLetters,
        ...deployers.map((one) => [`Deployer_${one.node.id}`, one.deadLetters] as const),
      ]),
    };
    this.alarms = new Alarms(this, 'Alarms', config, this.watched);
    // After all that it looks at.
    const { deadLetters } = this.watched;
    this.admin = [...changing, addStatusFunction(this, setting, deadLetters, this.alarms)];
    this.search = addSearchDashboard(this, config, {
      access: this.httpApi.accessLogs,
      receiver: receiver.logGroup,
      authorizer: authorizer.function.logGroup,
      publisher: background.publisher.function.logGroup,
      tick: background.tick.function.logGroup,
      listeners: [...background.listeners.values()].map((one) => one.function.logGroup),
    });
  }
}

const signInFor = (
  scope: Construct,
  { auth }: DeploymentConfig,
  publicUrl: string,
  userPoolId: string | undefined,
): SignIn | null => {
  if (userPoolId !== undefined) return new UserPoolAccess(scope, 'UserPoolAccess', userPoolId, publicUrl).signIn;
  return auth === undefined ? null : signInAt(auth);
};

const functionOf = (groups: readonly EndpointGroup[], row: Endpoint): ServiceFunction['function'] => {
  const file = functionFile(row);
  const found = groups.flatMap((group) => group.functions.get(file) ?? [])[0];
  if (found === undefined) throw new Error(`No endpoint group holds ${file}.`);
  return found.function;
};

const codeBuildDeployers = (scope: Construct, setting: FunctionSetting): readonly CodeBuildDeployer[] => {
  const configs = setting.config.codeBuildDeployers;
  if (configs.length === 0) return [];
  const stack = new NestedStack(scope, 'Deployers');
  return configs.map((config) => new CodeBuildDeployer(stack, config.environmentId, setting, config));
};
