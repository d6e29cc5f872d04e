import { type Measured, type MetricName, metricNamespace, metrics } from '#shared/contract/metrics.ts';

type Value = string | number | boolean | null;

// As text, because the receiver writes them with each delivery.
const directives = Object.fromEntries(
  Object.entries(metrics).map(([Name, { unit, by }]) => [
    Name,
    JSON.stringify({
      Namespace: metricNamespace,
      // In total, and by each dimension.
      Dimensions: by.length === 0 ? [['stage']] : [['stage'], ['stage', ...by]],
      Metrics: [{ Name, Unit: unit }],
    }),
  ]),
) as Readonly<Record<MetricName, string>>;

/**
 * A log line in the embedded metric format: CloudWatch reads the metrics out of it.
 * @param nowMs milliseconds since the epoch
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricLine = (
  fields: Readonly<Record<string, Value>>,
  stage: string,
  { values, by = {} }: Measured,
  nowMs: number,
): string => {
  const root = JSON.stringify({ ...fields, stage, ...by, ...values });
  const metrics = (Object.keys(values) as MetricName[]).map((name) => directives[name]);
  return `${root.slice(0, -1)},"_aws":{"Timestamp":${nowMs},"CloudWatchMetrics":[${metrics.join()}]}}`;
};
