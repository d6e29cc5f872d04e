import {
  type IMetric,
  MathExpression,
  type MathExpressionOptions,
  Metric,
  type MetricOptions,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { metricNamespace } from '#shared/contract/metrics.ts';

/** A metric that the service writes itself, of one stage. */
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
export const deadLetterMetric = (queues: Iterable<Queue>, options: MetricOptions = {}): MathExpression =>
  sumOf(
    [...queues].map((queue) => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...options })),
    options,
  );

/** Reads or writes that a table refused, because it or one of its partitions has grown too hot. */
export const throttleMetric = (tableName: string, kind: 'Read' | 'Write', options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: `${kind}ThrottleEvents`,
    statistic: 'Sum',
    ...options,
    dimensionsMap: { TableName: tableName },
  });

/** Reads and writes that a table refused. */
export const throttlesMetric = (tableName: string, options: MetricOptions = {}): MathExpression =>
  sumOf([throttleMetric(tableName, 'Read', options), throttleMetric(tableName, 'Write', options)], options);

/** Faults of DynamoDB itself in one operation: it counts them by operation alone. */
export const faultMetric = (tableName: string, Operation: string, options: MetricOptions = {}): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: 'SystemErrors',
    statistic: 'Sum',
    ...options,
    dimensionsMap: { TableName: tableName, Operation },
  });
