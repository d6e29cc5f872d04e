/** The maximum length of a pkt-line, including its four length digits. Source: gitprotocol-common(5). */
const longest = 65_520;

const digitOf = (byte: number): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
};

/**
 * Parses the four length digits of a pkt-line, which count themselves; 0 is a flush. Empty lines and the delimiters of
 * protocol version 2 do not occur in what oCore reads.
 * @returns null if they are no valid length
 */
export const pktLength = (digits: Uint8Array): number | null => {
  if (digits.length !== 4) return null;
  const length = digits.reduce((sum, byte) => sum * 16 + digitOf(byte), 0);
  if (length === 0) return 0;
  return length > 4 && length <= longest ? length : null;
};

/**
 * Detects the flush of pkt-lines in a stream of pieces. Every byte is read at most once.
 * @returns a function for the next piece
 */
export const flushWatch = (): ((piece: Uint8Array) => 'more' | 'flushed' | 'malformed') => {
  let digits: number[] = [];
  let skip = 0;
  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      if (skip > 0) {
        const step = Math.min(skip, piece.length - at);
        skip -= step;
        at += step;
        continue;
      }
      digits.push(piece[at] ?? 0);
      at += 1;
      if (digits.length < 4) continue;
      const length = pktLength(Uint8Array.from(digits));
      if (length === null) return 'malformed';
      if (length === 0) return 'flushed';
      skip = length - 4;
      digits = [];
    }
    return 'more';
  };
};
