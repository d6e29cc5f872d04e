import type { Delivery } from '#shared/contract/delivery.ts';
import { commitUrl, repositoryPage } from '#shared/domain/commit-links.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';

/** The change that the delivery is shown by; null if its body could not be read. */
const shownChange = ({ payload, ref, after }: DeliveryRecord): GitEvent | null =>
  payload?.changes.find((change) => change.ref === ref && change.after === after) ?? null;

/** The page of its commit; null where it came to another connection, which may have been another repository. */
const commitPage = (delivery: DeliveryRecord, repository: RepositoryRecord | null): string | null =>
  repository === null || delivery.receivedAt < repository.connectedAt
    ? null
    : commitUrl(repositoryPage(repository), delivery.after);

/** A delivery as the API returns it. @param repository that is connected now; null if none is */
export const presentDelivery = (delivery: DeliveryRecord, repository: RepositoryRecord | null): Delivery => ({
  id: delivery.id,
  provider: delivery.provider,
  providerDeliveryId: delivery.providerDeliveryId,
  event: delivery.event,
  ref: delivery.ref,
  before: delivery.before,
  after: delivery.after,
  author: shownChange(delivery)?.author ?? null,
  message: shownChange(delivery)?.message ?? null,
  commitUrl: commitPage(delivery, repository),
  deployments: [...delivery.answer.deployments],
  receivedAt: delivery.receivedAt,
  durationMs: delivery.durationMs,
  generation: delivery.generation,
  redeliveryOf: delivery.redeliveryOf,
  decision: {
    outcome: delivery.decision.outcome,
    reason: delivery.decision.reason,
    environmentId: delivery.decision.environmentId,
    mappingId: delivery.decision.mappingId,
    trace: delivery.decision.trace.map((entry) => ({
      mappingId: entry.mappingId,
      branchPattern: entry.branchPattern,
      environmentName: entry.environmentName,
      matched: entry.matched,
      rule: entry.rule,
      detail: entry.detail,
    })),
  },
});
