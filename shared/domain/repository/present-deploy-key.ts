import type { DeployKey } from '#shared/contract/repository.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';

/**
 * A deploy key as the API returns it.
 * @param retiring the old key while both work
 * @param settingsUrl the page of the provider on which it is added
 */
export const presentDeployKey = (
  key: DeployKeyRecord,
  retiring: RepositoryRecord['retiringKey'],
  settingsUrl: string,
): DeployKey => ({
  id: key.id,
  algorithm: 'ed25519',
  publicKey: key.publicKey,
  fingerprint: key.fingerprint,
  readOnly: true,
  installed: key.installed,
  settingsUrl,
  createdAt: key.createdAt,
  lastVerifiedAt: key.lastVerifiedAt,
  retiring: retiring === null ? null : { fingerprint: retiring.fingerprint, since: retiring.since },
});
