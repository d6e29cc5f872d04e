import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  type MetricOptions,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type MetricName, metricNamespace } from '#shared/contract/metrics.ts';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { faultMetric, ownMetric, throttleMetric } from './service-metrics.ts';

/** What the alarms and the metrics look at. */
export type Watched = {
  readonly apiId: string;
  readonly tableName: string;
  readonly receiver: IFunction;
  readonly authorizer: IFunction;
  readonly publisher: IFunction;
  readonly tick: IFunction;
  readonly deadLetters: readonly Queue[];
};

/** Alarms whose descriptions say what to do, sent to one topic, and a dashboard with the same metrics. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, config: DeploymentConfig, watched: Watched) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    // The policy that enforces TLS replaces the default policy, so alarms need a grant to publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (config.alarmEmail !== undefined) {
      const mail = this.topic.addSubscription(new EmailSubscription(config.alarmEmail));
      const unsent = 'What cannot be mailed is in the history of the alarm. An alarm on a queue would be mailed too.';
      acknowledge(mail, 'Serverless-SNSRedrivePolicy', unsent);
    }

    const api = (metricName: string, statistic: string): Metric =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        statistic,
        dimensionsMap: { ApiId: watched.apiId },
        period: Duration.minutes(1),
      });
    const errors = api('5xx', 'Sum');
    const latency = api('Latency', 'p99');
    this.#alarm('ServerErrors', errors, 5, 'The API answers 5xx. Look at the error lines of the function logs.');
    this.#alarm('SlowAnswers', latency, 3000, 'p99 of the API is over 3 s. Look at throttled functions and the table.');
    const minute = { period: Duration.minutes(1) };
    const refused = watched.receiver.metricErrors(minute);
    this.#alarm('ReceiverErrors', refused, 1, 'The webhook receiver crashes. Look at the error lines of its log.');
    const throttled = watched.receiver.metricThrottles(minute);
    this.#alarm(
      'ReceiverThrottled',
      throttled,
      1,
      "Deliveries are refused: the account's Lambda concurrency is used up.",
    );
    this.#alarm(
      'AuthorizerErrors',
      watched.authorizer.metricErrors(minute),
      1,
      'The authorizer crashes, so that every call with a token answers 500. Look at the error lines of its log.',
    );
    const ticks = watched.tick.metricErrors({ period: Duration.minutes(5) });
    this.#alarm('TickErrors', ticks, 3, 'The tick fails: nothing is compared with the remotes. Look at its log.', 1);
    const throttles = (['Read', 'Write'] as const).map((kind) => {
      const metric = throttleMetric(watched.tableName, kind, minute);
      this.#alarm(`Table${kind}sThrottled`, metric, 10, 'The table throttles. Look for a project that has become hot.');
      return metric;
    });
    // Each push is read by a Query and written by a transaction, so that the two stand for the table.
    const faults = [['Read', 'Query'] as const, ['Write', 'TransactWriteItems'] as const].map(([kind, operation]) => {
      const metric = faultMetric(watched.tableName, operation, minute);
      this.#alarm(`Table${kind}Faults`, metric, 5, 'DynamoDB has faults of its own. Look at the AWS Health Dashboard.');
      return metric;
    });
    const own = (name: MetricName, minutes: number, options: MetricOptions = {}): Metric =>
      ownMetric(config.stage, name, { period: Duration.minutes(minutes), ...options });
    this.#alarm(
      'SilentWebhooks',
      // A silent webhook is told by each comparison of its repository, about every 15 minutes.
      own('SilentWebhooks', 30),
      1,
      'Pushes arrive in no delivery. Look at the projects whose repository is failing: statusReason says what to do.',
      1,
    );
    new Alarm(this, 'TickStopped', {
      metric: watched.tick.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: 'The tick has not run for 10 minutes. Look at its rule EachMinute, and at throttled functions.',
    }).addAlarmAction(new SnsAction(this.topic));
    const lag = watched.publisher.metric('IteratorAge', { ...minute, statistic: 'Maximum' });
    this.#alarm('LateEvents', lag, 60_000, 'Events are over a minute late. Look at the error lines of publish-events.');
    const waiting = watched.deadLetters.map((queue) =>
      queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    );
    for (const [index, metric] of waiting.entries()) {
      this.#alarm(
        `DeadLetters${index}`,
        metric,
        1,
        'A dead-letter queue is not empty. See docs/operations.md, "Dead letters".',
        1,
      );
    }
    // The dashboards of all regions of an account are one list.
    const dashboardName = `${prefixOf(config)}-projects-${Stack.of(this).region}`;
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName });
    const all = (name: MetricName, by: string): MathExpression =>
      new MathExpression({
        label: '',
        period: Duration.minutes(5),
        expression: `SEARCH('{${metricNamespace},stage,${by}} MetricName="${name}" stage="${config.stage}"', 'Sum', 300)`,
      });
    const waits = (name: MetricName): Metric => own(name, 5, { statistic: 'p90', label: `${name}, p90, ms` });
    this.dashboard.addWidgets(
      // In the order of a push: arrived, decided, queued, claimed, ended.
      new GraphWidget({ title: '1. Deliveries', left: [all('Deliveries', 'provider,outcome')] }),
      new GraphWidget({ title: '2. Until queued', left: [waits('TimeToQueue')] }),
      new GraphWidget({ title: '3. Until claimed', left: [waits('TimeToClaim')] }),
      new GraphWidget({ title: '4. Deployments by status', left: [all('Deployments', 'outcome')] }),
      new GraphWidget({
        title: 'Refused proofs, lost pushes, silent webhooks',
        left: [own('RefusedProofs', 5), own('LostPushes', 5), own('SilentWebhooks', 5)],
      }),
      new GraphWidget({
        title: 'Comparisons and errors of providers',
        left: [all('Comparisons', 'outcome'), all('ProviderErrors', 'outcome')],
      }),
      new GraphWidget({ title: 'Requests and errors', left: [api('Count', 'Sum'), api('4xx', 'Sum'), errors] }),
      new GraphWidget({ title: 'Latency, p99', left: [latency], right: [own('ColdStarts', 1)] }),
      new GraphWidget({
        title: 'Webhook receiver',
        left: [watched.receiver.metricInvocations(minute), refused, throttled],
      }),
      new GraphWidget({ title: 'Lag of the events', left: [lag] }),
      new GraphWidget({ title: 'Dead letters', left: waiting }),
      new GraphWidget({
        title: 'Authorizer, tick and table',
        left: [watched.authorizer.metricErrors(minute), ticks, ...throttles, ...faults],
      }),
    );
  }

  #alarm(id: string, metric: IMetric, threshold: number, what: string, datapoints = 2): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: datapoints === 1 ? 1 : 3,
      datapointsToAlarm: datapoints,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: what,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
