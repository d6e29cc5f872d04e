import { secretStore } from '#shared/config/secret-store.ts';
import type { OrganizationId } from '#shared/contract/id.ts';
import type { Claim } from '#shared/contract/runner.ts';
import type { Work } from '#shared/data/deployments/read-work.ts';
import { presentDeployment } from '#shared/domain/deployments/present-deployment.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import type { EnvironmentRecord, LeaseRecord } from '#shared/domain/records/environment.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { usableSubmodules } from '#shared/domain/repository/submodules.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { hostTrustOf } from '#shared/git/host-trust-of.ts';
import { deployKeySecretId } from '#shared/secrets/deploy-key-secret.ts';
import { writeLease } from '#shared/secrets/lease-token.ts';
import type { VersionedKey } from '#shared/secrets/versioned-key.ts';

const hostKeysOf = (
  settings: Work['settings'],
  organizationId: OrganizationId,
  { provider, host }: Pick<RepositoryRecord, 'provider' | 'host'>,
): string[] => {
  const own = settings.find((one) => one.provider === provider) ?? noProviderSettings(organizationId, provider);
  return hostTrustOf(own, host).hostKeys.map((key) => key.publicKey);
};

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
    sshUrl: repository.sshUrl,
    httpsUrl: repository.httpsUrl,
    hostKeys: hostKeysOf(settings, organizationId, repository),
    deployKeySecretId: deployKeySecretId(organizationId, projectId, workingKey(repository).id),
    submodules: usableSubmodules(repository).map((one) => ({
      sshUrl: one.sshUrl,
      hostKeys: hostKeysOf(settings, organizationId, one),
      deployKeySecretId: deployKeySecretId(organizationId, projectId, workingKey(one).id),
    })),
    secretStore: secretStore(),
    previousCommitSha: environment.current?.commitSha ?? null,
  };
};
