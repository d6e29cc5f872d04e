import type { Priced } from './prices.ts';

/** The units of a row of docs/access-patterns.md. */
export type Units = { readonly read: number; readonly write: number };

/** How often something is used, by what is billed. */
export type Amounts = Readonly<Partial<Record<Priced, number>>>;

export type Scenario = { readonly title: string; readonly assumes: string; readonly amounts: Amounts };

/** Seconds of a month of 730 hours. */
const month = 730 * 3600;
const memoryGb = 0.5;
/** What an invocation takes that waits for nothing but the table, in seconds; measured nowhere: an assumption. */
const quick = 0.06;
/** What a comparison with a remote takes beside others, in seconds of the tick. */
const comparison = 0.4;
/** What an invocation logs, with Lambda's own lines, and what a request adds in the access log; in GB. */
const [invocationLog, accessLog] = [1.2e-6, 0.4e-6];

type Work = {
  /** Rows of docs/access-patterns.md, with how often. */
  readonly rows: Readonly<Record<string, number>>;
  readonly requests?: number;
  /** Invocations that wait for nothing but the table. */
  readonly invocations: number;
  /** Further seconds of Lambda. */
  readonly waitSeconds?: number;
  readonly further?: Amounts;
};

const amountsOf = (units: ReadonlyMap<string, Units>, work: Work): Amounts => {
  const { requests = 0, invocations, waitSeconds = 0 } = work;
  let [read, write] = [0, 0];
  for (const [id, times] of Object.entries(work.rows)) {
    const row = units.get(id);
    if (row === undefined) throw new Error(`docs/access-patterns.md has no row ${id}.`);
    read += row.read * times;
    write += row.write * times;
  }
  return {
    'DynamoDB, read unit': read,
    'DynamoDB, write unit': write,
    ...(requests === 0 ? {} : { 'HTTP API, request': requests }),
    'Lambda, invocation': invocations,
    'Lambda on arm64, GB-second': (invocations * quick + waitSeconds) * memoryGb,
    'CloudWatch Logs, GB taken in': invocations * invocationLog + requests * accessLog,
    ...work.further,
  };
};

/** A runner's calls for one deployment of five minutes: a heartbeat each 17.5 s, and five full chunks of log. */
const [heartbeats, chunks] = [17, 5];

const pushes = (units: ReadonlyMap<string, Units>, count: number): Amounts => {
  const requests = 1 + 1 + heartbeats + chunks + 1;
  // The authorizer is asked once a minute. The stream is read about once for each change of the table.
  const [authorizer, stream, events] = [5, requests + 3, 3];
  return amountsOf(units, {
    rows: Object.fromEntries(
      Object.entries({
        'AP-50': 1,
        'AP-61': authorizer,
        'AP-25': 1,
        'AP-27': 1,
        'AP-28': heartbeats,
        'AP-46': chunks,
        'AP-29': 1,
        'AP-15': events,
        // Each status is reported: read, sent and noted.
        'AP-04': events,
        'AP-40': events,
        'AP-68': events,
        'AP-45': events,
      }).map(([id, times]) => [id, times * count]),
    ),
    requests: requests * count,
    invocations: (requests + authorizer + stream + events) * count,
    further: { 'EventBridge, event': events * count, 'Secrets Manager, call': (events + 1) * count },
  });
};

/** How long a runner pauses between two claims at the mean, in seconds: three quarters of cli/runner/claim-pace.ts. */
export const claimPauses = { busy: 3, quiet: 7.5 } as const;

/** What a runner costs that asks for work for a month, and finds none. @param pause between two claims, in seconds */
export const askingRunner = (units: ReadonlyMap<string, Units>, pause: number): Amounts => {
  // The authorizer is asked once a minute, and the runner is noted as often.
  const [claims, minutes] = [month / (pause + quick), month / 60];
  return amountsOf(units, {
    rows: { 'AP-25': claims, 'AP-19': minutes, 'AP-61': minutes },
    requests: claims,
    invocations: claims + minutes,
  });
};

const projects = (units: ReadonlyMap<string, Units>, count: number): Amounts => {
  const comparisons = (count * month) / (15 * 60);
  return amountsOf(units, {
    // What a comparison writes costs no more than AP-32, and the reader of the stream is called for it.
    rows: { 'AP-05': comparisons, 'AP-57': comparisons, 'AP-55': comparisons, 'AP-32': comparisons },
    invocations: comparisons,
    waitSeconds: comparisons * comparison,
    further: { 'Secrets Manager, secret and month': count, 'Secrets Manager, call': comparisons },
  });
};

const stage = (units: ReadonlyMap<string, Units>): Amounts => {
  const ticks = month / 60;
  return amountsOf(units, {
    rows: { 'AP-35': ticks, 'AP-149': ticks },
    invocations: ticks,
    further: {
      'Secrets Manager, secret and month': 2,
      'CloudWatch, alarm and month': 17,
      'CloudWatch, metric and month': 25,
      'CloudWatch, dashboard and month': 2,
    },
  });
};

/** The scenarios of docs/costs.md. @param units by the ids of docs/access-patterns.md */
export const scenariosOf = (units: ReadonlyMap<string, Units>): readonly Scenario[] => [
  {
    title: '1,000 pushes',
    assumes:
      'Each is deployed, in five minutes, with five chunks of log of 64 KB. Its three statuses are reported to the provider.',
    amounts: pushes(units, 1000),
  },
  {
    title: 'A runner that waits, for a month',
    assumes: 'It asks every 7.5 seconds at the mean, and is answered at once. One that has work costs no more.',
    amounts: askingRunner(units, claimPauses.quiet),
  },
  {
    title: '100 projects, for a month',
    assumes: 'Each is compared with its remote every 15 minutes, and has one deploy key. Nothing is pushed.',
    amounts: projects(units, 100),
  },
  {
    title: 'A stage, for a month',
    assumes: 'The tick of each minute, two keys, 17 alarms, 25 metrics and two dashboards, whatever happens in it.',
    amounts: stage(units),
  },
];
