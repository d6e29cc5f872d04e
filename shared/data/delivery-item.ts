import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Decision } from '../contract/decision.ts';
import type { DeliveryId, OrganizationId, ProjectId } from '../contract/id.ts';
import type { DeliveryRecord } from '../domain/records.ts';
import { type Item, recordOf } from './item.ts';
import { indexKeys, keys } from './keys.ts';

const keptSeconds = 30 * 86_400;

/**
 * A delivery as it lies in the table: what its keys and its decision tell is not repeated, and the decision is deflated,
 * since its trace alone would pass 1 KB and each further KB costs every push three write units. Source: design §11.
 */
type StoredDelivery = Omit<DeliveryRecord, 'organizationId' | 'projectId' | 'id' | 'decision' | 'answer'> & {
  readonly decision: Uint8Array;
  readonly deployments: DeliveryRecord['answer']['deployments'];
};

export const deliveryItem = (delivery: DeliveryRecord): Item<StoredDelivery> => {
  const { organizationId, projectId, id, decision, answer, ...rest } = delivery;
  return {
    ...rest,
    decision: deflateRawSync(JSON.stringify(decision)),
    deployments: answer.deployments,
    ...keys.delivery(organizationId, projectId, id),
    ...indexKeys.delivery(organizationId, projectId, id),
    ttl: Math.floor(Date.parse(delivery.receivedAt) / 1000) + keptSeconds,
  };
};

export const deliveryOf = (
  organizationId: OrganizationId,
  projectId: ProjectId,
  item: Record<string, unknown>,
): DeliveryRecord => {
  const { decision: deflated, deployments, ...rest } = recordOf<StoredDelivery>(item);
  const decision = JSON.parse(inflateRawSync(deflated).toString()) as Decision;
  const id = item.gsi1sk as DeliveryId;
  return {
    ...rest,
    organizationId,
    projectId,
    id,
    decision,
    answer: { deliveryId: id, decision: decision.outcome, reason: decision.reason, deployments },
  };
};
