import type { EventType } from '#shared/contract/event.ts';

/** A rule of the bus. */
export type BusRule = {
  /** Of the rule in the stack. */
  readonly id: string;
  readonly types: readonly EventType[];
  /** The function that gets the events, by its file below functions/. */
  readonly target: string;
  /** The queue of what the function could not be made to take. */
  readonly deadLetters: string;
  readonly timeoutSeconds: number;
};

/** What hangs on the bus, on AWS and on one machine. Source: docs/design/architecture.md, "Events and the bus". */
export const busRules: readonly BusRule[] = [
  {
    id: 'ProjectDeleted',
    types: ['project.deleted'],
    target: 'projects/purge-project',
    deadLetters: 'PurgeDeadLetters',
    timeoutSeconds: 300,
  },
  {
    id: 'DeploymentChanged',
    types: [
      'deployment.triggered',
      'deployment.started',
      'deployment.completed',
      'deployment.failed',
      'deployment.cancelled',
      'deployment.superseded',
    ],
    target: 'events/report-status',
    deadLetters: 'ReportDeadLetters',
    timeoutSeconds: 60,
  },
];
