import type { Repository } from '#shared/contract/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';

/**
 * A repository as its GET answers it, with the time of its last delivery.
 * @param secret only in the answers of connect and reconfigure-webhook, where a person has to paste it
 */
export const showRepository = async (
  repository: RepositoryRecord,
  publicUrl: string,
  secret: string | null = null,
): Promise<Repository> => {
  const lastDelivery = await readLastDelivery(repository.organizationId, repository.projectId);
  return presentRepository(repository, { publicUrl, lastDelivery, secret });
};
