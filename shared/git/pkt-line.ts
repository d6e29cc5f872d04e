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

/** A line with a length. @param content ASCII */
export const pktLine = (content: string): string => `${(content.length + 4).toString(16).padStart(4, '0')}${content}`;

export const pktFlush = '0000';
export const pktDelimiter = '0001';

const newline = 0x0a;

/** Splits a stream of pieces into pkt-lines. Time is linear in the bytes, however they are cut. */
export class PktReader {
  #parts: Buffer[] = [];
  #missing = 4;
  #isLine = false;

  /**
   * The lines that a piece completes, without their line breaks. After `malformed` nothing can be read any more.
   */
  *read(piece: Buffer): Generator<Buffer | 'flush' | 'malformed', void> {
    let at = 0;
    while (at < piece.length) {
      const part = piece.subarray(at, at + this.#missing);
      at += part.length;
      this.#parts.push(part);
      this.#missing -= part.length;
      if (this.#missing > 0) return;
      const whole = this.#parts.length === 1 ? part : Buffer.concat(this.#parts);
      const length = this.#isLine ? 0 : pktLength(whole);
      const wasLine = this.#isLine;
      this.#parts = [];
      this.#isLine = length !== null && length > 0;
      this.#missing = this.#isLine ? (length ?? 0) - 4 : 4;
      if (length === null) yield 'malformed';
      else if (wasLine) yield whole[whole.length - 1] === newline ? whole.subarray(0, -1) : whole;
      else if (length === 0) yield 'flush';
    }
  }
}
