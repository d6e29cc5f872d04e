import { hash } from 'node:crypto';
import { encodeTime } from 'ulid';
import type { DeliveryId } from '#shared/contract/id.ts';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Encodes 80 bits as the random part of a ULID, five bits per character. The library would take 4 µs, through a UUID.
 */
const ulidRandom = (bytes: Buffer): string => {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes.subarray(0, 10)) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      text += crockford[(held >>> bits) & 31];
    }
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
  const digest = hash('sha256', `${connectionId}/${replayKey}`, 'buffer');
  return `dlv_${encodeTime(Date.parse(receivedAt), 10)}${ulidRandom(digest)}` as DeliveryId;
};
