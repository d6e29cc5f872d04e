import type { Endpoint } from '#shared/contract/endpoint.ts';
import type { CallerName as Giver } from '#test/integration/access-matrix.ts';
import type { CallerName, RelationName } from '#test/integration/authorization-callers.ts';
import type { Truth } from '#test/integration/authorization-truths.ts';

type Chosen = (row: Endpoint, truth: Truth) => boolean;

/** The rows that a guard guards, for a caller in a relation. Without the guard each of them fails. */
export type RowCells = {
  readonly by: CallerName;
  readonly on: RelationName;
  /** `one of each need`: the first row of every need, since all rows come by the same way. */
  readonly rows: Chosen | 'one of each need';
};

/** The operations of the matrix of giving that a guard guards, for a caller. Without the guard a cell of each of them fails. */
export type GivingCells = {
  readonly by: Giver;
  readonly operations: readonly string[];
  /** What the cells are called, where they are only some of the operation. */
  readonly what?: string;
  /** Whether the authorizer is asked again in the place of what the gateway knows. */
  readonly isAfresh?: true;
};

export const inProject: Chosen = (row) => row.path.includes('{projectId}');
export const runs: Chosen = (_row, { need }) => need === 'run';
export const named =
  (...operations: readonly string[]): Chosen =>
  ({ operationId }) =>
    operations.includes(operationId);
export const changes: Chosen = (_row, { need }) => need === 'deploy' || need === 'manage';
export const manages: Chosen = (row, { need }) => row.path.includes('{projectId}') && need === 'manage';
export const isGuarded: Chosen = (_row, { need }) => need !== 'public' && need !== 'any';
export const both =
  (one: Chosen, other: Chosen): Chosen =>
  (row, truth) =>
    one(row, truth) && other(row, truth);
export const either =
  (one: Chosen, other: Chosen): Chosen =>
  (row, truth) =>
    one(row, truth) || other(row, truth);
export const not =
  (one: Chosen): Chosen =>
  (row, truth) =>
    !one(row, truth);

/** Rows of a project by what they read of it: the project alone, what runs, a log, or who has access; all others more. */
export const ofProjectAlone = named(
  ...['getProject', 'updateProject', 'deleteProject', 'unarchiveProject', 'getAccess', 'explainAccess'],
  ...['findAccessCandidates', 'getBranchMapping', 'listBranchMappings', 'orderBranchMappings', 'deleteBranchMapping'],
  ...['getDeployment', 'listDeployments', 'heartbeatDeployment', 'appendLogs', 'completeDeployment'],
);
export const ofWork = named('getRunnerSetup', 'claimDeployment');
export const ofLog = named('getDeploymentLogs');
export const ofAccess = named('updateAccess', 'updateGrant', 'deleteGrant');

/** Every row that asks the authorizer, by one of each need. */
export const everyRow = (by: CallerName): readonly RowCells[] => [{ by, on: 'open', rows: 'one of each need' }];

/** Rows that ask once more what the caller may: on an environment, for a copy, or of the caller as the table has them. */
export const askedAgain = named(
  ...['startDeployment', 'promoteDeployment', 'redeploy', 'cancelDeployment', 'approveDeployment'],
  ...['pauseEnvironment', 'resumeEnvironment', 'updateEnvironment', 'deleteEnvironment', 'redeliverDelivery'],
  ...['getRunnerSetup', 'claimDeployment', 'heartbeatDeployment', 'appendLogs', 'completeDeployment'],
  ...['cloneProject', 'updateAccess', 'updateGrant', 'deleteGrant', 'explainAccess'],
);

/** Rows that find nothing in a project that is not there. */
export const found = named('getDelivery', 'getDeployment', 'heartbeatDeployment', 'appendLogs', 'completeDeployment');

/**
 * Every row of a project, by somebody who would manage it, and by somebody who would run it.
 * @param but those where something else refuses the same
 */
export const everyProjectRow = (on: RelationName, but: Chosen = () => false): readonly RowCells[] => [
  { by: 'manager', on, rows: both(both(inProject, not(runs)), not(but)) },
  { by: 'run only', on, rows: both(runs, not(but)) },
];
