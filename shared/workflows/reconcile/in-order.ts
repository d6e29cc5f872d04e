import { isLocal } from '#shared/config/is-local.ts';
import { inOrderOfDates, refsToDate } from '#shared/domain/reconcile/lost-order.ts';
import { isLost, type RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';

/** A comparison seldom finds more than a few lost refs. */
const maxDated = 100;

/**
 * Sorts heads into the order in which they are queued: new ones of one environment by their dates.
 * Source: docs/design/branch-order.md, "Several lost refs".
 */
export const inOrder = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  heads: readonly RemoteHead[],
): Promise<readonly RemoteHead[]> => {
  const lost = heads.filter(isLost);
  const refs = refsToDate(lost, maxDated);
  if (refs.length === 0) return heads;
  const { organizationId, projectId, sshUrl, httpsUrl } = repository;
  const { hostKeys, caBundle } = tools;
  const privateKey = await readDeployKey(organizationId, projectId, workingKey(repository).id);
  if (privateKey === null) return heads;
  // Loaded here, since few comparisons find several lost refs.
  const { readRefDates } = await import('#shared/git/ref-dates.ts');
  const dates = await readRefDates(
    { sshUrl, httpsUrl, privateKey, hostKeys, caBundle, allowLoopback: isLocal() },
    refs,
  );
  return [...heads.filter((one) => !isLost(one)), ...inOrderOfDates(lost, dates)];
};
