import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnApiMapping, CfnAuthorizer, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import { endpoints } from '#shared/contract/endpoints.ts';
import { originHeader } from '#shared/contract/origin-header.ts';
import { pages } from '#shared/contract/pages.ts';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import type { ApiReference } from './endpoint-group.ts';
import { OwnDomain } from './own-domain.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * How long the authorizer's result for one Authorization header is cached.
 * Source: docs/design/security-model.md, "Bearer tokens and the authorizer".
 */
const authorizerCache = Duration.seconds(60);

const accessLog = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  bytes: '$context.responseLength',
  sourceIp: '$context.identity.sourceIp',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
});

/** The HTTP API: address, authorizer, and stage with logs and throttles. The endpoint groups add the routes. */
export class HttpApi extends Construct {
  readonly api: CfnApi;
  /** Where callers reach it: the server before it, if there is one. */
  readonly publicUrl: string;
  /** A line for each request. */
  readonly accessLogs: LogGroup;
  /** Where it answers itself. */
  readonly ownUrl: string;
  readonly #config: DeploymentConfig;

  constructor(scope: Construct, id: string, config: DeploymentConfig) {
    super(scope, id);
    this.#config = config;
    this.api = new CfnApi(this, 'Api', {
      name: `${prefixOf(config)}-projects`,
      protocolType: 'HTTP',
      // With a domain there is one address: what stands before it (a firewall, a list of callers) is not gone round.
      disableExecuteApiEndpoint: config.domain !== undefined,
    });
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      // With this prefix the resource policy of CloudWatch Logs stays short, however many APIs log.
      logGroupName: `/aws/vendedlogs/${prefixOf(config)}-projects/access`,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.ownUrl = config.domain === undefined ? this.api.attrApiEndpoint : `https://${config.domain.name}`;
    this.publicUrl = config.originSecret?.publicUrl ?? this.ownUrl;
  }

  /** Adds the Lambda authorizer: payload 2.0, simple responses, cached by the Authorization header. */
  authorizeWith(authorizer: ServiceFunction): ApiReference {
    const made = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'token',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      // Both are parts of the key of the cache: who lacks the header of the server before the API is refused by the gateway, and
      // never spoils the answer for who has it.
      identitySource: [
        '$request.header.Authorization',
        ...(this.#config.originSecret === undefined ? [] : [`$request.header.${originHeader}`]),
      ],
      authorizerResultTtlInSeconds: authorizerCache.toSeconds(),
      authorizerUri: `arn:${Stack.of(this).partition}:apigateway:${Stack.of(this).region}:lambda:path/2015-03-31/functions/${authorizer.function.functionArn}/invocations`,
    });
    new CfnPermission(this, 'AuthorizerPermission', {
      action: 'lambda:InvokeFunction',
      functionName: authorizer.function.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.ref,
        resourceName: `authorizers/${made.ref}`,
      }),
    });
    return { apiId: this.api.ref, authorizerId: made.ref };
  }

  /**
   * Adds the stage, after all groups, because AWS refuses throttles of routes that do not exist yet.
   * @param after the groups with the routes
   */
  addStage(after: readonly IDependable[]): CfnStage {
    const { throttle, domain } = this.#config;
    // Anonymous calls have throttles of their own, so that they cannot use up the others' share.
    const publicShare = { throttlingRateLimit: throttle.ratePerSecond, throttlingBurstLimit: throttle.burst };
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: this.accessLogs.logGroupArn, format: accessLog },
      defaultRouteSettings: {
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
        detailedMetricsEnabled: true,
      },
      routeSettings: Object.fromEntries(
        [...endpoints.filter((row) => row.access === 'public'), ...pages].map((row) => [
          `${row.method} ${row.path}`,
          { ...settingsAsCloudFormation(publicShare) },
        ]),
      ),
    });
    stage.node.addDependency(...after);
    if (domain !== undefined) {
      const name = new OwnDomain(this, domain).name;
      new CfnApiMapping(this, 'Mapping', {
        apiId: this.api.ref,
        domainName: name.ref,
        stage: stage.ref,
      });
    }
    return stage;
  }
}

// RouteSettings is untyped JSON in CloudFormation, so CDK does not convert its names.
const settingsAsCloudFormation = (share: { throttlingRateLimit: number; throttlingBurstLimit: number }) => ({
  ThrottlingRateLimit: share.throttlingRateLimit,
  ThrottlingBurstLimit: share.throttlingBurstLimit,
});
