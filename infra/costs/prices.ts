/** The year in which AWS published the list prices below. Renew both together. */
export const pricesOf = '2025';

/** List prices of us-east-1 in US dollars, without any free tier. Other regions differ by up to a half. */
export const prices = {
  'DynamoDB, read unit': 0.125e-6,
  'DynamoDB, write unit': 0.625e-6,
  'HTTP API, request': 1e-6,
  'Lambda, invocation': 0.2e-6,
  'Lambda on arm64, GB-second': 0.0000133334,
  'CloudWatch Logs, GB taken in': 0.5,
  'EventBridge, event': 1e-6,
  'Secrets Manager, secret and month': 0.4,
  'Secrets Manager, call': 5e-6,
  'CloudWatch, alarm and month': 0.1,
  'CloudWatch, metric and month': 0.3,
  'CloudWatch, dashboard and month': 3,
} as const satisfies Readonly<Record<string, number>>;

export type Priced = keyof typeof prices;
