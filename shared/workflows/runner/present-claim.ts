import type { Claim } from '#shared/contract/runner.ts';
import type { Work } from '#shared/data/deployments/read-work.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord, LeaseRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { writeLease } from '#shared/secrets/lease-token.ts';
import type { VersionedKey } from '#shared/secrets/versioned-key.ts';
import { fetchPlace } from './fetch-place.ts';

/**
 * The answer to a claim, with the lease token.
 * Source: docs/design/resources.md, "Claim, heartbeat, logs, complete".
 */
export const presentClaim = (
  leaseKey: VersionedKey,
  settings: Work['settings'],
  repository: RepositoryRecord,
  environment: EnvironmentRecord,
  deployment: DeploymentRecord,
  lease: LeaseRecord,
  principalId: string,
): Claim => {
  const { organizationId, projectId } = repository;
  const token = writeLease(leaseKey, {
    organizationId,
    projectId,
    environmentId: environment.id,
    deploymentId: deployment.id,
    principalId,
    leaseId: lease.id,
    startedAt: lease.startedAt,
    expiresAt: lease.expiresAt,
    branch: deployment.branch,
    tag: deployment.tag,
    commitSha: deployment.commitSha,
    createdAt: deployment.createdAt,
    originId: deployment.originId,
  });
  return {
    deployment: presentDeployment(deployment),
    environment: {
      id: environment.id,
      name: environment.name,
      type: environment.type,
      odooVersion: environment.odooVersion,
      url: environment.url,
      branches: deployment.keepsToBranches ? [...environment.branches] : [],
      allowMissingSubmodules: environment.allowMissingSubmodules,
    },
    lease: { token, expiresAt: lease.expiresAt },
    ...fetchPlace(settings, repository),
    previousCommitSha: environment.current?.commitSha ?? null,
  };
};
