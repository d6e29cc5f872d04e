import type { DeploymentSummary, Environment } from '#shared/contract/environment.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';

const summary = (one: DeploymentSummary | null): DeploymentSummary | null =>
  one === null
    ? null
    : { id: one.id, commitSha: one.commitSha, branch: one.branch, status: one.status, createdAt: one.createdAt };

/** An environment as the API returns it. */
export const presentEnvironment = (environment: EnvironmentRecord): Environment => ({
  id: environment.id,
  projectId: environment.projectId,
  name: environment.name,
  type: environment.type,
  odooVersion: environment.odooVersion,
  approval: environment.approval,
  autoDeploy: environment.autoDeploy,
  branches: [...environment.branches],
  paused:
    environment.paused === null
      ? null
      : { reason: environment.paused.reason, by: environment.paused.by, since: environment.paused.since },
  current: summary(environment.current),
  running: summary(environment.running),
  pending: summary(environment.pending),
  createdAt: environment.createdAt,
  updatedAt: environment.updatedAt,
});
