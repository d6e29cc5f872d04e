import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DeliveryId, OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type Item, recordOf } from '#shared/data/table/item.ts';
import { indexKeys, keys } from '#shared/data/table/keys.ts';
import { deliveryKeptMs } from '#shared/domain/deliveries/delivery-limits.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import { type PackedDecision, packDecision, unpackDecision } from './packed-decision.ts';
import { type PackedTold, packTold, unpackTold } from './packed-told.ts';

/**
 * A delivery as it lies in the table: what its keys tell is not repeated, and what it told and came to is packed and,
 * where it is long, deflated: its trace alone can pass 1 KB, and each further KB costs every push three write units.
 * Source: docs/design/promises.md, "Capacity units".
 */
type StoredDelivery = Omit<
  DeliveryRecord,
  'organizationId' | 'projectId' | 'id' | 'decision' | 'answer' | 'told' | 'redeliveryOf'
> & {
  readonly content: string | Uint8Array;
  readonly deployments: DeliveryRecord['answer']['deployments'];
  readonly redeliveryOf?: DeliveryId;
};

/** Up to here an item stays under 1 KB with its content as it stands; to deflate it takes as long as two HMACs. */
const mostCharacters = 440;
/** Tuned to some hundred characters: twice as fast as by default, and as small. */
const deflating = { windowBits: 10, memLevel: 4 };

type Content = readonly [PackedDecision, PackedTold | null];

export const deliveryItem = (delivery: DeliveryRecord): Item<StoredDelivery> => {
  const { organizationId, projectId, id, decision, answer, told, redeliveryOf, ...rest } = delivery;
  const content: Content = [packDecision(decision, delivery), told === null ? null : packTold(told, delivery)];
  const text = JSON.stringify(content);
  return {
    ...rest,
    content: text.length <= mostCharacters ? text : deflateRawSync(text, deflating),
    deployments: answer.deployments,
    ...(redeliveryOf === null ? {} : { redeliveryOf }),
    ...keys.delivery(organizationId, projectId, id),
    ...indexKeys.delivery(organizationId, projectId, id),
    ttl: Math.floor((Date.parse(delivery.receivedAt) + deliveryKeptMs) / 1000),
  };
};

export const deliveryOf = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
): DeliveryRecord => {
  const { content, deployments, redeliveryOf = null, ...rest } = recordOf<StoredDelivery>(item);
  const text = typeof content === 'string' ? content : inflateRawSync(content).toString();
  const [packed, told] = JSON.parse(text) as Content;
  const decision = unpackDecision(packed, rest);
  const id = item.gsi1sk as DeliveryId;
  return {
    ...rest,
    organizationId,
    projectId,
    id,
    redeliveryOf,
    told: told === null ? null : unpackTold(told, rest),
    decision,
    answer: { deliveryId: id, decision: decision.outcome, reason: decision.reason, deployments },
  };
};
