import type { Delivery } from '#shared/contract/delivery.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/** A delivery as the API returns it. */
export const presentDelivery = (delivery: DeliveryRecord): Delivery => ({
  id: delivery.id,
  provider: delivery.provider,
  providerDeliveryId: delivery.providerDeliveryId,
  event: delivery.event,
  ref: delivery.ref,
  before: delivery.before,
  after: delivery.after,
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
