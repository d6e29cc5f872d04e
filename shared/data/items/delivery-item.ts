import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DeliveryId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Item, recordFromItem } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { deliveryKeptMs } from '#shared/domain/deliveries/delivery-limits.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import { type PackedDecision, packDecision, unpackDecision } from './packed-decision.ts';
import { type PackedPayload, packPayload, unpackPayload } from './packed-payload.ts';

/**
 * A delivery as it is stored. What the keys hold is not repeated. Payload and decision are packed and, if long,
 * deflated: the trace alone can exceed 1 KB, and each further KB costs every push three write units.
 * Source: docs/design/promises.md, "Capacity units".
 */
type StoredDelivery = Omit<
  DeliveryRecord,
  'organizationId' | 'projectId' | 'id' | 'decision' | 'answer' | 'payload' | 'redeliveryOf'
> & {
  readonly content: string | Uint8Array;
  readonly deployments: DeliveryRecord['answer']['deployments'];
  readonly redeliveryOf?: DeliveryId;
};

/** Up to this length an item stays under 1 KB without deflating, which takes as long as two HMACs. */
const maxCharacters = 440;
/** Tuned for some hundred characters: twice as fast as the defaults, and as small. */
const deflating = { windowBits: 10, memLevel: 4 };

type Content = readonly [PackedDecision, PackedPayload | null];

export const deliveryItem = (delivery: DeliveryRecord): Item<StoredDelivery> => {
  const { organizationId, projectId, id, decision, answer, payload, redeliveryOf, receivedAt } = delivery;
  const content: Content = [packDecision(decision, delivery), payload === null ? null : packPayload(payload, delivery)];
  const text = JSON.stringify(content);
  return {
    provider: delivery.provider,
    providerDeliveryId: delivery.providerDeliveryId,
    event: delivery.event,
    ref: delivery.ref,
    before: delivery.before,
    after: delivery.after,
    receivedAt,
    durationMs: delivery.durationMs,
    generation: delivery.generation,
    source: delivery.source,
    content: text.length <= maxCharacters ? text : deflateRawSync(text, deflating),
    deployments: answer.deployments,
    ...(redeliveryOf === null ? {} : { redeliveryOf }),
    ...keys.delivery(organizationId, projectId, id),
    ...indexKeys.delivery(organizationId, projectId, id),
    ttl: Math.floor((Date.parse(receivedAt) + deliveryKeptMs) / 1000),
  };
};

export const deliveryFromItem = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
): DeliveryRecord => {
  const { content, deployments, redeliveryOf = null, ...rest } = recordFromItem<StoredDelivery>(item);
  const text = typeof content === 'string' ? content : inflateRawSync(content).toString();
  const [packed, payload] = JSON.parse(text) as Content;
  const decision = unpackDecision(packed, rest);
  const id = item.gsi1sk as DeliveryId;
  return {
    ...rest,
    organizationId,
    projectId,
    id,
    redeliveryOf,
    payload: payload === null ? null : unpackPayload(payload, rest),
    decision,
    answer: { deliveryId: id, decision: decision.outcome, reason: decision.reason, deployments },
  };
};
