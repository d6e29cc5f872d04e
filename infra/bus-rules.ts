import type { EventType } from '#shared/contract/event.ts';

/** A rule of the bus. */
export type BusRule = {
  /** The id of the rule in the stack. */
  readonly id: string;
  readonly types: readonly EventType[];
  /** The target function, by its file below functions/. */
  readonly target: string;
  /** The queue for events that the function failed to handle. */
  readonly deadLetters: string;
  readonly timeoutSeconds: number;
};

/** The rules of the bus, on AWS and for `npm start`. Source: docs/design/architecture.md, "Events and the bus". */
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
