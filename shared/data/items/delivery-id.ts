import { hash } from 'node:crypto';
import { encodeTime } from 'ulid';
import type { DeliveryId } from '#shared/contract/id.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Encodes the first 80 bits of a digest as the random part of a ULID, five bits a character. Five hexadecimal digits are
 * four characters. The library would take 4 µs, through a UUID.
 */
const ulidRandom = (digest: string): string => {
  let text = '';
  for (let at = 0; at < 20; at += 5) {
    const bits = Number.parseInt(digest.slice(at, at + 5), 16);
    for (let shift = 15; shift >= 0; shift -= 5) text += crockford[(bits >>> shift) & 31];
  }
  return text;
};

/**
 * The id of a delivery: a ULID of its arrival time. Its random part is the first 80 bits of SHA-256(connection, replay
 * key), so that a repeated delivery always finds its own item.
 * Source: docs/design/single-table.md, "Deliveries".
 * @param receivedAt RFC 3339
 */
export const deliveryIdOf = (connectionId: string, replayKey: string, receivedAt: string): DeliveryId => {
  const digest = hash('sha256', `${connectionId}/${replayKey}`);
  return `dlv_${encodeTime(Date.parse(receivedAt), 10)}${ulidRandom(digest)}` as DeliveryId;
};
