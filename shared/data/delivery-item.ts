import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DeliveryId, OrganizationId, ProjectId } from '../contract/id.ts';
import { deliveryKeptMs } from '../domain/delivery-limits.ts';
import type { DeliveryRecord } from '../domain/records.ts';
import { type Item, recordOf } from './item.ts';
import { indexKeys, keys } from './keys.ts';
import { type PackedDecision, packDecision, unpackDecision } from './packed-decision.ts';
import { type PackedTold, packTold, unpackTold } from './packed-told.ts';

/**
 * A delivery as it lies in the table: what its keys tell is not repeated, and what it told and came to is deflated, since
 * its trace alone would pass 1 KB and each further KB costs every push three write units. Source: design §11.
 */
type StoredDelivery = Omit<
  DeliveryRecord,
  'organizationId' | 'projectId' | 'id' | 'decision' | 'answer' | 'told' | 'redeliveryOf'
> & {
  readonly content: Uint8Array;
  readonly deployments: DeliveryRecord['answer']['deployments'];
  readonly redeliveryOf?: DeliveryId;
};

type Content = readonly [PackedDecision, PackedTold | null];

export const deliveryItem = (delivery: DeliveryRecord): Item<StoredDelivery> => {
  const { organizationId, projectId, id, decision, answer, told, redeliveryOf, ...rest } = delivery;
  const content: Content = [packDecision(decision), told === null ? null : packTold(told, delivery)];
  return {
    ...rest,
    content: deflateRawSync(JSON.stringify(content)),
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
  const [packed, told] = JSON.parse(inflateRawSync(content).toString()) as Content;
  const decision = unpackDecision(packed);
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
