/** The dimensions of a metric besides the stage. Each has a closed list of values, never an id or a text of a caller. */
export type Dimension = 'provider' | 'outcome';

type Metric = { readonly unit: 'Count' | 'Milliseconds'; readonly by: readonly Dimension[] };

/** The metrics that the service writes itself. Source: docs/operations.md, "Metrics". */
export const metrics = {
  /** A call of a webhook. Outcome: that of the decision, `replayed`, `refused` (no proof), `invalid` (4xx) or `failed` (5xx). */
  Deliveries: { unit: 'Count', by: ['provider', 'outcome'] },
  RefusedProofs: { unit: 'Count', by: ['provider'] },
  /** From the arrival of a delivery until its deployment is stored as queued. */
  TimeToQueue: { unit: 'Milliseconds', by: [] },
  /** A deployment with a new status, which is the outcome. */
  Deployments: { unit: 'Count', by: ['outcome'] },
  /** From the request, or its approval, until a runner claims the deployment. */
  TimeToClaim: { unit: 'Milliseconds', by: [] },
  /** A comparison of a repository with its remote, by its result. */
  Comparisons: { unit: 'Count', by: ['outcome'] },
  /** Pushes that a comparison found and no delivery had reported. */
  LostPushes: { unit: 'Count', by: [] },
  /** A comparison after which the webhook counts as silent. */
  SilentWebhooks: { unit: 'Count', by: [] },
  /** A call that failed because of a provider's API, by the code of the problem. */
  ProviderErrors: { unit: 'Count', by: ['outcome'] },
  /** A process that was started because a call waited for it. */
  ColdStarts: { unit: 'Count', by: [] },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNamespace = 'OcoreProjects';

/** What one log line measures: values by metric, and their dimensions. */
export type Measured = {
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  readonly by?: Readonly<Partial<Record<Dimension, string>>>;
};
