import { Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  DashboardVariable,
  LogQueryWidget,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';

/** What the queries ask for until somebody enters an id. */
const placeholder = 'dlv_or_dep_or_request_id';

export type SearchedLogs = {
  readonly access: ILogGroup;
  readonly receiver: ILogGroup;
  readonly authorizer: ILogGroup;
  readonly publisher: ILogGroup;
  readonly tick: ILogGroup;
  /** What the rules of the bus call. */
  readonly listeners: readonly ILogGroup[];
};

/**
 * Saved queries that take an id: a field of the dashboard replaces it in each of them (D-105). It has a page of its own, since
 * each look at a query is billed by what it reads.
 */
export const addSearchDashboard = (scope: Construct, config: DeploymentConfig, logs: SearchedLogs): Dashboard => {
  const dashboard = new Dashboard(scope, 'Search', {
    dashboardName: `${prefixOf(config)}-search-${Stack.of(scope).region}`,
    variables: [
      new DashboardVariable({
        id: 'id',
        label: 'Id of a request, a delivery or a deployment',
        type: VariableType.PATTERN,
        inputType: VariableInputType.INPUT,
        value: placeholder,
      }),
    ],
  });
  const query = (title: string, groups: readonly ILogGroup[], ...queryLines: string[]): LogQueryWidget =>
    new LogQueryWidget({
      title,
      width: 24,
      height: 8,
      logGroupNames: groups.map((one) => one.logGroupName),
      queryLines,
    });
  const order = ['sort @timestamp asc', 'limit 200'];
  dashboard.addWidgets(
    query(
      'Everything about a request: the route tells the function, in whose log the rest is',
      [logs.access, logs.receiver, logs.authorizer],
      'fields @timestamp, routeKey, status, latencyMs, authorizerError, integrationError, message, code, durationMs',
      `filter requestId = "${placeholder}"`,
      ...order,
    ),
    query(
      'Everything about a delivery, and the deployments that came of it',
      [logs.receiver, logs.publisher],
      'fields @timestamp, message, provider, status, outcome, durationMs, deployment, TimeToClaim, requestId',
      `filter delivery = "${placeholder}"`,
      ...order,
    ),
    query(
      'Everything about a deployment',
      [logs.publisher, ...logs.listeners],
      'fields @timestamp, message, outcome, delivery, project, TimeToClaim, state',
      `filter deployment = "${placeholder}"`,
      ...order,
    ),
    query(
      'Refused deliveries by sender',
      [logs.receiver],
      'filter message = "delivery refused"',
      'stats count() as refused by sourceIp, provider, code',
      'sort refused desc',
    ),
    query(
      'Errors of what runs in the background',
      [logs.tick, logs.publisher, ...logs.listeners],
      'fields @timestamp, message, kind, project, deployment, error, errorCode, at',
      'filter level = "error"',
      'sort @timestamp desc',
      'limit 100',
    ),
  );
  return dashboard;
};
