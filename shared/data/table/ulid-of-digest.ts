import { encodeTime } from 'ulid';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Encodes the first 80 bits of a digest as the random part of a ULID, five bits a character. Five hexadecimal digits are
 * four characters. The library would take 4 µs, through a UUID.
 */
const randomPart = (digest: string): string => {
  let text = '';
  for (let at = 0; at < 20; at += 5) {
    const bits = Number.parseInt(digest.slice(at, at + 5), 16);
    for (let shift = 15; shift >= 0; shift -= 5) text += crockford[(bits >>> shift) & 31];
  }
  return text;
};

/**
 * A ULID of a time whose random part is the first 80 bits of a digest, so that the same thing always has the same id.
 * @param timeMs milliseconds since the epoch @param digest hexadecimal, at least 20 digits
 */
export const ulidOfDigest = (timeMs: number, digest: string): string =>
  `${encodeTime(timeMs, 10)}${randomPart(digest)}`;
