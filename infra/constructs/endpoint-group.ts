import { NestedStack, Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { receiveWebhook } from '#shared/contract/endpoints/webhooks.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import { acknowledge } from './acknowledge.ts';
import { type FunctionSetting, ServiceFunction } from './service-function.ts';

/** What a route needs of its API. */
export type ApiReference = { readonly apiId: string; readonly authorizerId: string };

/**
 * The functions and routes of one group of the endpoint table. It is a nested stack, since a stack is limited to 500
 * resources.
 */
export class EndpointGroup extends NestedStack {
  readonly functions = new Map<string, ServiceFunction>();

  constructor(scope: Construct, id: string, rows: readonly Endpoint[], api: ApiReference, setting: FunctionSetting) {
    super(scope, id);
    for (const row of rows) {
      const file = functionFile(row);
      const made = new ServiceFunction(this, file, setting, row === receiveWebhook ? setting.config.receiver : {});
      this.functions.set(file, made);
      addRoute(this, `${row.method} ${row.path}`, made, api, row.access !== 'public');
    }
  }
}

/** How the functions of public routes know their callers. */
const provedOtherwise: Readonly<Record<string, string>> = {
  'webhooks-receive-webhook': 'The function proves the signature of each delivery.',
  'organization-accept-invitation': 'The function proves the ID token of the person, who has no membership yet.',
};

/** Adds a route (`GET /path` or `$default`) to a function, which only its routes may invoke. */
const addRoute = (
  scope: Construct,
  routeKey: string,
  target: ServiceFunction,
  api: ApiReference,
  authorized: boolean,
): void => addRoutes(scope, [routeKey], target, api, authorized);

/** Adds routes that one function answers. */
export const addRoutes = (
  scope: Construct,
  routeKeys: readonly string[],
  target: ServiceFunction,
  api: ApiReference,
  authorized: boolean,
): void => {
  const name = target.node.id;
  const integration = new CfnIntegration(scope, `${name}-Integration`, {
    apiId: api.apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: target.invokedArn,
    payloadFormatVersion: '2.0',
  });
  for (const [index, routeKey] of routeKeys.entries()) {
    const one = index === 0 ? name : `${name}-${index + 1}`;
    // The function of $default had this name first. With another id, API Gateway would refuse the route as taken.
    const route = new CfnRoute(scope, `${routeKey === '$default' ? 'meta-no-route' : one}-Route`, {
      apiId: api.apiId,
      routeKey,
      target: `integrations/${integration.ref}`,
      ...(authorized ? { authorizationType: 'CUSTOM', authorizerId: api.authorizerId } : { authorizationType: 'NONE' }),
    });
    if (!authorized)
      acknowledge(route, 'AwsSolutions-APIG4', provedOtherwise[name] ?? 'It tells nothing of an organisation.');
    const [method = '', path = ''] = routeKey.split(' ');
    // In the ARN, path parameters keep their braces, and `$default` stays as it is.
    const place = routeKey === '$default' ? '$default/$default' : `$default/${method}${path}`;
    new CfnPermission(scope, `${one}-Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: target.invokedArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(scope).formatArn({ service: 'execute-api', resource: api.apiId, resourceName: place }),
    });
  }
};
