const look = 'Look at the error lines of';

/** What each alarm means and what to do, by the part of its name after that of the stage. */
export const alarms = {
  ServerErrors: `The API answers 5xx. ${look} the function logs.`,
  SlowAnswers: 'p99 of the API is over 3 s. Look at throttled functions and the table.',
  ReceiverErrors: `The webhook receiver crashes. ${look} its log.`,
  ReceiverThrottled:
    "Deliveries are refused: the account's Lambda concurrency is used up. Ask AWS for a higher quota, and set receiver.reservedConcurrency.",
  AuthorizerErrors: `The authorizer crashes, so that every call with a token answers 500. ${look} its log.`,
  TickErrors: `The tick fails: nothing is compared with the remotes. ${look} its log.`,
  TableReadsThrottled: 'The table throttles reads. Look for a project that has become hot.',
  TableWritesThrottled: 'The table throttles writes. Look for a project that has become hot.',
  TableReadFaults: 'DynamoDB has faults of its own in reads. Look at the AWS Health Dashboard.',
  TableWriteFaults: 'DynamoDB has faults of its own in writes. Look at the AWS Health Dashboard.',
  SilentWebhooks:
    'Pushes arrive in no delivery. Look at the projects whose repository is failing: statusReason says what to do.',
  TickStopped: 'The tick has not run for 10 minutes. Look at its rule EachMinute, and at throttled functions.',
  LateEvents: `Events are over a minute late. ${look} publish-events.`,
} as const satisfies Readonly<Record<string, string>>;

export type AlarmId = keyof typeof alarms;

/** The text for the alarm of a dead-letter queue, which is named after its queue. */
export const deadLetterAlarm =
  'A dead-letter queue is not empty. Read what it holds, and do what the runbook says of it.';

/** Where the runbook is, as an alarm's description names it. */
export const runbooks = {
  alarm: 'docs/operations.md#when-an-alarm-rings',
  deadLetters: 'docs/operations.md#dead-letters',
} as const;
