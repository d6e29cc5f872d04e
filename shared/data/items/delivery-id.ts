import { hash } from 'node:crypto';
import type { DeliveryId } from '#shared/contract/id.ts';
import { ulidOfDigest } from '#shared/data/table/ulid-of-digest.ts';

/**
 * The id of a delivery: a ULID of its arrival time. Its random part is the first 80 bits of SHA-256(connection, replay
 * key), so that a repeated delivery always finds its own item.
 * Source: docs/design/single-table.md, "Deliveries".
 * @param receivedAt RFC 3339
 */
export const deliveryIdOf = (connectionId: string, replayKey: string, receivedAt: string): DeliveryId => {
  const digest = hash('sha256', `${connectionId}/${replayKey}`);
  return `dlv_${ulidOfDigest(Date.parse(receivedAt), digest)}` as DeliveryId;
};
