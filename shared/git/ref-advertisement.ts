import { isUtf8 } from 'node:buffer';
import { pktLength } from './pkt-line.ts';

/** The target of a ref. `peeled`: the commit of an annotated tag. */
export type AdvertisedRef = { readonly id: string; readonly peeled: string | null };

/** The refs of a remote by full name, `HEAD` apart. */
export type RefAdvertisement = {
  readonly refs: ReadonlyMap<string, AdvertisedRef>;
  /** The full name of the branch of HEAD; null if HEAD is missing or detached, or if the server does not say. */
  readonly headRef: string | null;
};

/** The answer is no ref advertisement, or the server refuses. */
export class AdvertisementRefused extends Error {
  override readonly name = 'AdvertisementRefused';
  /** The message of an ERR packet; null if the bytes are malformed. */
  readonly remoteMessage: string | null;

  constructor(message: string, remoteMessage: string | null = null) {
    super(message);
    this.remoteMessage = remoteMessage;
  }
}

const malformed = (what: string): AdvertisementRefused => new AdvertisementRefused(`The ref advertisement ${what}.`);

const newline = 0x0a;

/** The lines up to the flush, without their line breaks. */
function* linesOf(bytes: Buffer): Generator<Buffer, void> {
  let at = 0;
  for (;;) {
    const length = pktLength(bytes.subarray(at, at + 4));
    if (length === null || at + length > bytes.length) throw malformed('is not made of whole pkt-lines up to a flush');
    if (length === 0) break;
    const end = at + length;
    yield bytes.subarray(at + 4, bytes[end - 1] === newline ? end - 1 : end);
    at = end;
  }
  if (at + 4 !== bytes.length) throw malformed('goes on after its flush');
}

const emptyRepository = 'capabilities^{}';

const readCapabilities = (text: string): { readonly idLength: number; readonly headRef: string | null } => {
  const names = text.split(' ');
  const format = names.find((name) => name.startsWith('object-format='))?.slice(14) ?? 'sha1';
  if (format !== 'sha1' && format !== 'sha256') throw malformed('names an object format that git does not have');
  const head = names.find((name) => name.startsWith('symref=HEAD:'))?.slice(12);
  return { idLength: format === 'sha1' ? 40 : 64, headRef: head ?? null };
};

/** Collects the lines of an advertisement, in the order of gitprotocol-pack(5), "Reference Discovery". */
class Collector {
  readonly refs = new Map<string, { id: string; peeled: string | null }>();
  headRef: string | null = null;
  #state: 'start' | 'first' | 'refs' | 'empty' | 'shallow' = 'start';
  #idLength = 40;
  #last: string | null = null;
  #hasHead = false;

  take(line: Buffer): void {
    if (line.subarray(0, 4).toString('latin1') === 'ERR ') {
      throw new AdvertisementRefused('The server refuses to list the refs.', line.subarray(4).toString('utf8'));
    }
    if (this.#state === 'start') {
      this.#state = 'first';
      if (line.toString('latin1') === 'version 1') return;
    }
    if (this.#state === 'first') {
      this.#first(line);
      return;
    }
    if (line.subarray(0, 8).toString('latin1') === 'shallow ') {
      this.#state = 'shallow';
      this.#id(line.subarray(8));
      return;
    }
    if (this.#state !== 'refs') throw malformed('has a ref at a place where none is allowed');
    this.#ref(line);
  }

  #first(line: Buffer): void {
    const end = line.indexOf(0);
    if (end === -1) throw malformed('does not begin with a ref and capabilities');
    const { idLength, headRef } = readCapabilities(line.subarray(end + 1).toString('utf8'));
    this.#idLength = idLength;
    this.headRef = headRef;
    const ref = line.subarray(0, end);
    if (ref.toString('latin1') === `${'0'.repeat(idLength)} ${emptyRepository}`) {
      this.#state = 'empty';
      return;
    }
    this.#state = 'refs';
    this.#ref(ref);
  }

  #id(bytes: Buffer): string {
    const id = bytes.toString('latin1');
    if (id.length !== this.#idLength || !/^[0-9a-f]+$/.test(id) || /^0+$/.test(id)) {
      throw malformed('has a line without an object id');
    }
    return id;
  }

  #ref(line: Buffer): void {
    const id = this.#id(line.subarray(0, this.#idLength));
    const bytes = line.subarray(this.#idLength + 1);
    // Git allows all bytes except these. A name that is not UTF-8 cannot match a mapping and is left out.
    if (line[this.#idLength] !== 0x20 || bytes.some((byte) => byte <= 0x20 || byte === 0x7f)) {
      throw malformed('has a line without a name');
    }
    const name = bytes.toString('latin1');
    if (name.endsWith('^{}')) {
      if (name.slice(0, -3) !== this.#last) throw malformed('peels another ref than the one before');
      const tag = this.refs.get(bytes.subarray(0, -3).toString('utf8'));
      if (tag !== undefined && isUtf8(bytes)) tag.peeled = id;
      this.#last = null;
      return;
    }
    this.#last = name;
    if (name === 'HEAD') {
      if (this.#hasHead) throw malformed('names a ref twice');
      this.#hasHead = true;
      return;
    }
    if (!name.startsWith('refs/') || name.length === 5) throw malformed('has a name that is not below refs/');
    if (!isUtf8(bytes)) return;
    const text = bytes.toString('utf8');
    if (this.refs.has(text)) throw malformed('names a ref twice');
    this.refs.set(text, { id, peeled: null });
  }
}

/**
 * Parses the ref advertisement of `git upload-pack` in protocol version 0 or 1, including its flush. Time and memory
 * are linear in the bytes.
 * @throws AdvertisementRefused and nothing else
 * Source: gitprotocol-pack(5), gitprotocol-common(5).
 */
export const parseRefAdvertisement = (bytes: Buffer): RefAdvertisement => {
  const collector = new Collector();
  for (const line of linesOf(bytes)) collector.take(line);
  return { refs: collector.refs, headRef: collector.headRef };
};
