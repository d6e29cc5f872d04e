import type { Repository } from '#shared/contract/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';

/**
 * A repository as the API returns it, with the time of its last delivery.
 * @param secret only for the answers of connect and reconfigure-webhook, if a person has to paste it
 */
export const showRepository = async (
  repository: RepositoryRecord,
  publicUrl: string,
  secret: string | null = null,
): Promise<Repository> => {
  const lastDelivery = await readLastDelivery(repository.organizationId, repository.projectId);
  return presentRepository(repository, { publicUrl, lastDelivery, secret });
};
