import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
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
import { type AlarmId, alarms, deadLetterAlarm, runbooks } from '#shared/contract/alarms.ts';
import { type MetricName, metricNamespace } from '#shared/contract/metrics.ts';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { faultMetric, ownMetric, throttleMetric } from './service-metrics.ts';

/** The resources that the alarms and the metrics watch. */
export type Watched = {
  readonly apiId: string;
  readonly tableName: string;
  readonly receiver: IFunction;
  readonly authorizer: IFunction;
  readonly publisher: IFunction;
  readonly tick: IFunction;
  /** By the names that docs/operations.md gives them. */
  readonly deadLetters: ReadonlyMap<string, Queue>;
};

type Labels = { readonly alarmName: string; readonly alarmDescription: string };

/** Alarms whose descriptions say what to do, sent to one topic, and a dashboard with the same metrics. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly dashboard: Dashboard;
  readonly all: Alarm[] = [];

  readonly #prefix: string;

  constructor(scope: Construct, id: string, config: DeploymentConfig, watched: Watched) {
    super(scope, id);
    this.#prefix = prefixOf(config);
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
    this.#alarm('ServerErrors', errors, 5);
    this.#alarm('SlowAnswers', latency, 3000);
    const minute = { period: Duration.minutes(1) };
    const refused = watched.receiver.metricErrors(minute);
    this.#alarm('ReceiverErrors', refused, 1);
    const throttled = watched.receiver.metricThrottles(minute);
    this.#alarm('ReceiverThrottled', throttled, 1);
    this.#alarm('AuthorizerErrors', watched.authorizer.metricErrors(minute), 1);
    const ticks = watched.tick.metricErrors({ period: Duration.minutes(5) });
    this.#alarm('TickErrors', ticks, 3, 1);
    const throttles = (['Read', 'Write'] as const).map((kind) => {
      const metric = throttleMetric(watched.tableName, kind, minute);
      this.#alarm(`Table${kind}sThrottled`, metric, 10);
      return metric;
    });
    // Each push is read by a Query and written by a transaction, so that the two stand for the table.
    const faults = [['Read', 'Query'] as const, ['Write', 'TransactWriteItems'] as const].map(([kind, operation]) => {
      const metric = faultMetric(watched.tableName, operation, minute);
      this.#alarm(`Table${kind}Faults`, metric, 5);
      return metric;
    });
    const own = (name: MetricName, minutes: number, options: MetricOptions = {}): Metric =>
      ownMetric(config.stage, name, { period: Duration.minutes(minutes), ...options });
    // Each comparison of a repository reports its silent webhook, about every 15 minutes.
    this.#alarm('SilentWebhooks', own('SilentWebhooks', 30), 1, 1);
    this.#add('TickStopped', {
      ...this.#labels('TickStopped', alarms.TickStopped, runbooks.alarm),
      metric: watched.tick.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: TreatMissingData.BREACHING,
    });
    const lag = watched.publisher.metric('IteratorAge', { ...minute, statistic: 'Maximum' });
    this.#alarm('LateEvents', lag, 60_000);
    const waiting = [...watched.deadLetters].map(([name, queue], index) => {
      const metric = queue.metricApproximateNumberOfMessagesVisible({ ...minute, statistic: 'Maximum' });
      // Its construct stands where it stood, so that a deployed alarm is not made a second time under its name.
      this.#addThreshold(
        `DeadLetters${index}`,
        this.#labels(name, deadLetterAlarm, runbooks.deadLetters),
        metric,
        1,
        1,
      );
      return metric;
    });
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

  /** How an alarm is found by its name, and what its description says. */
  #labels(name: string, guide: string, runbook: string): Labels {
    return { alarmName: `${this.#prefix}-${name}`, alarmDescription: `${guide} Runbook: ${runbook}` };
  }

  #alarm(id: AlarmId, metric: IMetric, threshold: number, datapoints = 2): void {
    this.#addThreshold(id, this.#labels(id, alarms[id], runbooks.alarm), metric, threshold, datapoints);
  }

  #addThreshold(id: string, labels: Labels, metric: IMetric, threshold: number, datapoints: number): void {
    this.#add(id, {
      ...labels,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: datapoints === 1 ? 1 : 3,
      datapointsToAlarm: datapoints,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  #add(id: string, props: AlarmProps): void {
    const alarm = new Alarm(this, id, props);
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }
}
