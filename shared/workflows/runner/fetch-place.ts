import { secretStore } from '#shared/config/secret-store.ts';
import type { OrganizationId } from '#shared/contract/id.ts';
import type { Claim } from '#shared/contract/runner.ts';
import type { Work } from '#shared/data/deployments/read-work.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { usableSubmodules } from '#shared/domain/repository/submodules.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { hostTrustOf } from '#shared/git/host-trust-of.ts';
import { deployKeySecretId } from '#shared/secrets/deploy-key-secret.ts';

/** Where a runner fetches the repository, and with which keys. */
export type FetchPlace = Pick<
  Claim,
  'sshUrl' | 'httpsUrl' | 'hostKeys' | 'deployKeySecretId' | 'submodules' | 'secretStore'
>;

const hostKeysOf = (
  settings: Work['settings'],
  organizationId: OrganizationId,
  { provider, host }: Pick<RepositoryRecord, 'provider' | 'host'>,
): string[] => {
  const own = settings.find((one) => one.provider === provider) ?? noProviderSettings(organizationId, provider);
  return hostTrustOf(own, host).hostKeys.map((key) => key.publicKey);
};

/** Source: docs/design/resources.md, "Claim, heartbeat, logs, complete". */
export const fetchPlace = (settings: Work['settings'], repository: RepositoryRecord): FetchPlace => {
  const { organizationId, projectId } = repository;
  return {
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
  };
};
