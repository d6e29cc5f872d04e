import {
  type IMetric,
  MathExpression,
  type MathExpressionOptions,
  Metric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { metricNamespace } from '#shared/contract/metrics.ts';

/** A metric that the service writes itself: its stage tells it from those of others. */
export const ownMetric = (stage: string, metricName: string, { dimensionsMap, ...options }: MetricOptions): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    statistic: 'Sum',
    ...options,
    dimensionsMap: { stage, ...dimensionsMap },
  });

const sumOf = (metrics: readonly IMetric[], { period, label, color }: MathExpressionOptions): MathExpression =>
  new MathExpression({
    // Where nothing happens, some of them have no values.
    expression: metrics.map((_, index) => `FILL(m${index}, 0)`).join(' + '),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    ...(period === undefined ? {} : { period }),
    ...(label === undefined ? {} : { label }),
    ...(color === undefined ? {} : { color }),
  });

/** Messages in any of the queues. */
export const deadLetterMetric = (queues: readonly Queue[], options: MetricOptions = {}): MathExpression =>
  sumOf(
    queues.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...options })),
    options,
  );

/** Reads and writes that a table has throttled. */
export const throttleMetric = (tableName: string, options: MetricOptions = {}): MathExpression => {
  const dimensionsMap = { TableName: tableName };
  const [reads, writes] = ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
    (metricName) => new Metric({ namespace: 'AWS/DynamoDB', metricName, statistic: 'Sum', ...options, dimensionsMap }),
  );
  return sumOf(
    [reads, writes].flatMap((one) => one ?? []),
    options,
  );
};

/** Faults of DynamoDB itself in one operation: it counts them by operation alone. */
export const faultMetric = (tableName: string, Operation: string, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: 'SystemErrors',
    statistic: 'Sum',
    ...options,
    dimensionsMap: { TableName: tableName, Operation },
  });
