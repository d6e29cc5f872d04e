import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { pageOf, providerProfiles } from './provider-profile.ts';

/**
 * What to do if the newest delivery of the present webhook was refused because of its signature, which means that the
 * provider has another secret. Deliveries of earlier webhooks do not count.
 * @param lastDelivery when the newest authentic delivery came, RFC 3339; null for none
 * @returns null if a later delivery was authentic, or if none was refused
 */
export const refusedDeliveries = (repository: RepositoryRecord, lastDelivery: string | null): string | null => {
  const { lastRejectedAt: at, deliveredGeneration, generation } = repository;
  if (at === null) return null;
  const hasDelivered = deliveredGeneration === generation && lastDelivery !== null;
  if (hasDelivered && lastDelivery >= at) return null;
  const url = providerProfiles[repository.provider].webhooksUrl(pageOf(repository));
  const next =
    repository.webhookInstalled === 'manual'
      ? `Show it with POST /api/projects/${repository.projectId}/repository/reveal-secret and paste it again at ${url}.`
      : `Look for a second webhook with the same URL at ${url}, or reconfigure the webhook.`;
  return `But the secret does not match: the newest delivery (${at}) was rejected, since it is not signed with the secret of this webhook. ${next}`;
};
