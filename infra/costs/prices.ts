/** The day on which the prices below were looked up. Renew both together. */
export const pricesOf = '2026-11-29';

/** What is billed. Storage and AWS's free tiers are left out. */
type Price = {
  /** US dollars. */
  readonly price: number;
  /** AWS's page of the price. */
  readonly page: string;
  /** Where the number was read, if not there: AWS's pages fill their tables in the browser, so that what is stored of them lacks it. */
  readonly copy?: { readonly url: string; readonly dated: string };
};

const aws = {
  dynamodb: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  gateway: 'https://aws.amazon.com/api-gateway/pricing/',
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  cloudwatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  events: 'https://aws.amazon.com/eventbridge/pricing/',
  secrets: 'https://aws.amazon.com/secrets-manager/pricing/',
} as const;

const copies = {
  dynamodb: { url: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing', dated: '2025-07-21' },
  // Both are transcripts of the examples on AWS's page.
  gateway: {
    url: 'https://raw.githubusercontent.com/api-evangelist/amazon-web-services/refs/heads/main/plans/amazon-web-services-plans-pricing.yml',
    dated: '2026-09-20',
  },
  secrets: {
    url: 'https://raw.githubusercontent.com/api-evangelist/amazon-secrets-manager/refs/heads/main/plans/amazon-secrets-manager-plans-pricing.yml',
    dated: '2026-09-20',
  },
  lambda: { url: 'https://cloudchipr.com/blog/aws-lambda-pricing', dated: '2024' },
  cloudwatch: {
    url: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
    dated: '2026-06-13',
  },
  metrics: { url: 'https://signoz.io/guides/cloudwatch-pricing', dated: '2026-02-15' },
  alarms: { url: 'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm', dated: 'no date' },
  events: { url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing', dated: '2026-03-13' },
} as const;

/** List prices of us-east-1. Other regions differ by up to a half. */
export const prices = {
  'DynamoDB, read unit': { price: 0.125e-6, page: aws.dynamodb, copy: copies.dynamodb },
  'DynamoDB, write unit': { price: 0.625e-6, page: aws.dynamodb, copy: copies.dynamodb },
  'HTTP API, request': { price: 1e-6, page: aws.gateway, copy: copies.gateway },
  'Lambda, invocation': { price: 0.2e-6, page: aws.lambda },
  'Lambda on arm64, GB-second': { price: 0.0000133334, page: aws.lambda, copy: copies.lambda },
  'CloudWatch Logs, GB taken in': { price: 0.5, page: aws.cloudwatch, copy: copies.cloudwatch },
  'EventBridge, event': { price: 1e-6, page: aws.events, copy: copies.events },
  'Secrets Manager, secret and month': { price: 0.4, page: aws.secrets, copy: copies.secrets },
  'Secrets Manager, call': { price: 5e-6, page: aws.secrets, copy: copies.secrets },
  'CloudWatch, alarm and month': { price: 0.1, page: aws.cloudwatch, copy: copies.alarms },
  'CloudWatch, metric and month': { price: 0.3, page: aws.cloudwatch, copy: copies.metrics },
  'CloudWatch, dashboard and month': { price: 3, page: aws.cloudwatch, copy: copies.cloudwatch },
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof prices;

/** The price of what is billed. */
export const priceOf = (name: Priced): Price => prices[name];
