import { secretStore } from '../config/secret-store.ts';
import type { Claim } from '../contract/runner.ts';
import type { Work } from '../data/read-work.ts';
import { workingKey } from '../domain/connection.ts';
import { presentDeployment } from '../domain/present-deployment.ts';
import { noProviderSettings } from '../domain/provider-settings.ts';
import type { DeploymentRecord, EnvironmentRecord, LeaseRecord, RepositoryRecord } from '../domain/records.ts';
import { hostKeysOf } from '../git/host-keys-of.ts';
import { deployKeySecretId } from '../secrets/deploy-key-secret.ts';
import { writeLease } from '../secrets/lease-token.ts';
import type { RootKey } from '../secrets/root-key.ts';

/** A claim as its runner gets it, with a token of its lease. Source: wire.md, "runner". */
export const presentClaim = (
  root: RootKey,
  settings: Work['settings'],
  repository: RepositoryRecord,
  environment: EnvironmentRecord,
  deployment: DeploymentRecord,
  lease: LeaseRecord,
  principalId: string,
): Claim => {
  const { organizationId, projectId, provider, host } = repository;
  const token = writeLease(root, {
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
  const own = settings.find((one) => one.provider === provider) ?? noProviderSettings(organizationId, provider);
  return {
    deployment: presentDeployment(deployment),
    environment: {
      id: environment.id,
      name: environment.name,
      type: environment.type,
      odooVersion: environment.odooVersion,
    },
    lease: { token, expiresAt: lease.expiresAt },
    sshUrl: repository.sshUrl,
    httpsUrl: repository.httpsUrl,
    hostKeys: hostKeysOf(own, host).map((key) => key.publicKey),
    deployKeySecretId: deployKeySecretId(organizationId, projectId, workingKey(repository).id),
    secretStore: secretStore(),
    previousCommitSha: environment.current?.commitSha ?? null,
  };
};
