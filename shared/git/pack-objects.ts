import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** A commit or an annotated tag of a pack. */
export type PackedObject = { readonly id: string; readonly kind: 'commit' | 'tag'; readonly content: Buffer };

/** The bytes are no pack, or one that oCore did not ask for. */
export class PackRefused extends Error {
  override readonly name = 'PackRefused';
}

const headerBytes = 12;
const kinds = new Map([
  [1, 'commit'],
  [2, 'tree'],
  [3, 'blob'],
  [4, 'tag'],
] as const);
const refDelta = 7;
/** No commit that a host takes has more. */
const maxObjectBytes = 10_000_000;

type Entry = { readonly type: number; readonly base: string | null; readonly data: Buffer };

const byteAt = (bytes: Buffer, at: number): number => {
  const byte = bytes[at];
  if (byte === undefined) throw new PackRefused('The pack ends within an object.');
  return byte;
};

/** A size in groups of seven bits, the lowest first. @returns it, and where it ends */
const sizeAt = (bytes: Buffer, from: number): readonly [number, number] => {
  let size = 0;
  let shift = 1;
  for (let at = from; ; at += 1) {
    const byte = byteAt(bytes, at);
    size += (byte & 0x7f) * shift;
    shift *= 128;
    if (byte < 0x80) return [size, at + 1];
    if (at - from > 7) throw new PackRefused('An object has no size.');
  }
};

/** Rebuilds an object from another one. Source: gitformat-pack(5), "Deltified representation". */
const applyDelta = (base: Buffer, delta: Buffer): Buffer => {
  const [baseSize, sizeFrom] = sizeAt(delta, 0);
  const [size, from] = sizeAt(delta, sizeFrom);
  if (baseSize !== base.length || size > maxObjectBytes) throw new PackRefused('A delta does not fit its base.');
  const parts: Buffer[] = [];
  let at = from;
  const number = (flags: number, count: number): number => {
    let value = 0;
    for (let index = 0; index < count; index += 1) {
      if ((flags & (1 << index)) === 0) continue;
      value += byteAt(delta, at) * 256 ** index;
      at += 1;
    }
    return value;
  };
  while (at < delta.length) {
    const command = byteAt(delta, at);
    at += 1;
    if (command >= 0x80) {
      const offset = number(command & 0x0f, 4);
      const length = number((command >> 4) & 0x07, 3) || 0x10000;
      parts.push(base.subarray(offset, offset + length));
    } else {
      parts.push(delta.subarray(at, at + command));
      at += command;
    }
  }
  const made = Buffer.concat(parts);
  if (made.length !== size) throw new PackRefused('A delta does not make what it announces.');
  return made;
};

const inflateAt = (pack: Buffer, at: number): { readonly data: Buffer; readonly end: number } => {
  try {
    // Node's types lack `info`, which tells how many bytes were read.
    const result = inflateSync(pack.subarray(at), { info: true, maxOutputLength: maxObjectBytes }) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    return { data: result.buffer, end: at + result.engine.bytesWritten };
  } catch (error) {
    throw new PackRefused('An object of the pack cannot be read.', { cause: error });
  }
};

function* entriesOf(pack: Buffer): Generator<Entry, void> {
  if (pack.length < headerBytes || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2) {
    throw new PackRefused('It does not begin as a pack does.');
  }
  let at = headerBytes;
  for (let left = pack.readUInt32BE(8); left > 0; left -= 1) {
    const type = (byteAt(pack, at) >> 4) & 0x07;
    while (byteAt(pack, at) >= 0x80) at += 1;
    at += 1;
    // The other kind of delta is only sent to a client that asks for it.
    const base = type === refDelta ? pack.toString('hex', at, at + 20) : null;
    const { data, end } = inflateAt(pack, base === null ? at : at + 20);
    at = end;
    yield { type, base, data };
  }
}

/**
 * The commits and annotated tags of a pack, with their ids. Trees and files are passed over.
 * Source: gitformat-pack(5).
 * @throws PackRefused and nothing else
 */
export const packedObjects = (pack: Buffer): readonly PackedObject[] => {
  const found = new Map<string, { readonly kind: string; readonly content: Buffer }>();
  for (const { type, base, data } of entriesOf(pack)) {
    const from = base === null ? undefined : found.get(base);
    const kind = base === null ? kinds.get(type as 1 | 2 | 3 | 4) : from?.kind;
    // A delta of what was passed over is no commit.
    if (kind === undefined) continue;
    const content = from === undefined ? data : applyDelta(from.content, data);
    if (kind !== 'commit' && kind !== 'tag') continue;
    const id = createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex');
    found.set(id, { kind, content });
  }
  return [...found].map(([id, { kind, content }]) => ({ id, kind: kind === 'tag' ? 'tag' : 'commit', content }));
};

/**
 * When a commit was made, or a tag set. @returns seconds since the epoch; null if it does not say
 */
export const dateOf = ({ kind, content }: PackedObject): number | null => {
  const name = kind === 'tag' ? 'tagger ' : 'committer ';
  const header = content.toString('latin1').split('\n\n', 1)[0] ?? '';
  const line = header.split('\n').find((one) => one.startsWith(name));
  const seconds = Number(line?.split(' ').at(-2));
  return Number.isSafeInteger(seconds) ? seconds : null;
};
