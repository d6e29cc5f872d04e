import type { DeploymentSummary, Environment, ListedEnvironment } from '#shared/contract/environment.ts';
import { permissionsOn } from '#shared/domain/access/authorize.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { targetOf } from '#shared/domain/access/target.ts';
import { commitUrl, type RepositoryPage, repositoryPage } from '#shared/domain/commit-links.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { runnerOf } from './runner-of.ts';

/** Who reads an answer, and when (RFC 3339). */
export type Reader = { readonly principal: Principal; readonly now: string };

/** What an answer about an environment needs besides its record. */
export type EnvironmentFacts = {
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
};

const summary = (one: SlotDeployment | null, page: RepositoryPage | null): DeploymentSummary | null =>
  one === null
    ? null
    : {
        id: one.id,
        commitSha: one.commitSha,
        commitMessage: one.commitMessage,
        commitAuthor: one.commitAuthor,
        commitUrl: commitUrl(page, one.commitSha),
        branch: one.branch,
        tag: one.tag,
        trigger: one.trigger,
        triggeredBy: one.triggeredBy,
        triggeredByName: one.triggeredByName,
        status: one.status,
        statusReason: one.statusReason,
        waitsFor: [...one.waitsFor],
        createdAt: one.createdAt,
        startedAt: one.startedAt,
        completedAt: one.completedAt,
      };

const present = (
  environment: EnvironmentRecord,
  repository: RepositoryRecord | null,
  now: string,
): Omit<Environment, 'mappings' | 'permissions'> => {
  // Of another connection's deployments the page is not known here; their own resources tell it.
  const shown = (one: SlotDeployment | null): DeploymentSummary | null =>
    summary(
      one,
      repository === null || one === null || one.createdAt < repository.connectedAt ? null : repositoryPage(repository),
    );
  return {
    id: environment.id,
    projectId: environment.projectId,
    name: environment.name,
    type: environment.type,
    odooVersion: environment.odooVersion,
    url: environment.url,
    approval: environment.approval,
    autoDeploy: environment.autoDeploy,
    branches: [...environment.branches],
    allowMissingSubmodules: environment.allowMissingSubmodules,
    paused:
      environment.paused === null
        ? null
        : {
            reason: environment.paused.reason,
            by: environment.paused.by,
            byName: environment.paused.byName,
            since: environment.paused.since,
          },
    current: shown(environment.current),
    running: shown(environment.running),
    pending: shown(environment.pending),
    lastDeployment: shown(environment.lastDeployment),
    runner: runnerOf(environment, now),
    createdAt: environment.createdAt,
    updatedAt: environment.updatedAt,
    updatedBy: environment.updatedBy,
    updatedByName: environment.updatedByName,
  };
};

/** An environment as an event contains it: without its mappings, which belong to the project and have events of their own. */
export const presentEnvironmentToAll = (environment: EnvironmentRecord): ReturnType<typeof present> =>
  present(environment, null, environment.updatedAt);

/** An environment as the API returns it to a caller. */
export const presentEnvironment = (
  environment: EnvironmentRecord,
  { project, repository }: EnvironmentFacts,
  { principal, now }: Reader,
): Environment => ({
  ...present(environment, repository, now),
  mappings: project.branchMappings
    .filter((mapping) => mapping.environmentId === environment.id)
    .map(({ id, refType, branchPattern, trigger }) => ({ mappingId: id, refType, branchPattern, trigger })),
  permissions: permissionsOn(principal, { ...targetOf(project), environmentId: environment.id }),
});

/** An environment in the list across projects. */
export const presentListedEnvironment = (
  environment: EnvironmentRecord,
  facts: EnvironmentFacts,
  reader: Reader,
): ListedEnvironment => ({
  ...presentEnvironment(environment, facts, reader),
  projectName: facts.project.name,
  repositoryStatus: facts.project.repository?.status ?? null,
});
