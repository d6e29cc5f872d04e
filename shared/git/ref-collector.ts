import { isUtf8 } from 'node:buffer';
import { AdvertisementRefused, malformed } from './advertisement-refused.ts';

/** The target of a ref. `peeled`: the commit of an annotated tag. */
export type ListedRef = { readonly id: string; readonly peeled: string | null };

/** The branches and tags of a remote by full name. Other refs, such as those of pull requests, are left out. */
export type ListedRefs = {
  readonly refs: ReadonlyMap<string, ListedRef>;
  /** The full name of the branch of HEAD; null if HEAD is missing or detached, or if the server does not say. */
  readonly headRef: string | null;
};

/** Twice the refs of the largest known repositories. They take about 150 MB, and a function has 512 MB. */
export const maxRefs = 500_000;

/** The bytes of the two prefixes, since most refs of a large remote are others. */
const prefixes = [Buffer.from('refs/heads/'), Buffer.from('refs/tags/')];
const isKept = (name: Buffer): boolean =>
  prefixes.some((prefix) => name.length > prefix.length && name.subarray(0, prefix.length).equals(prefix));

/** Collects the refs of a remote, line by line. */
export class RefCollector implements ListedRefs {
  readonly refs = new Map<string, { id: string; peeled: string | null }>();
  headRef: string | null = null;
  #idLength = 40;
  #last: string | null = null;
  #hasHead = false;

  /** @param format as the server names it: `sha1` or `sha256` */
  setObjectFormat(format: string): void {
    if (format !== 'sha1' && format !== 'sha256') throw malformed('names an object format that git does not have');
    this.#idLength = format === 'sha1' ? 40 : 64;
  }

  get idLength(): number {
    return this.#idLength;
  }

  idOf(bytes: Buffer): string {
    const id = bytes.toString('latin1');
    if (id.length !== this.#idLength || !/^[0-9a-f]+$/.test(id) || /^0+$/.test(id)) {
      throw malformed('has a line without an object id');
    }
    return id;
  }

  /** Takes `<id> <name>`. @returns the name's bytes */
  add(line: Buffer, end = line.length): void {
    const id = this.idOf(line.subarray(0, this.#idLength));
    const name = line.subarray(this.#idLength + 1, end);
    // Git allows all bytes except these.
    if (line[this.#idLength] !== 0x20 || name.some((byte) => byte <= 0x20 || byte === 0x7f)) {
      throw malformed('has a line without a name');
    }
    this.#add(name, id);
  }

  /** Notes the commit of the tag that was added last. */
  peel(name: Buffer, id: string): void {
    if (name.toString('latin1') !== this.#last) throw malformed('peels another ref than the one before');
    const tag = this.refs.get(name.toString('utf8'));
    if (tag !== undefined && isUtf8(name)) tag.peeled = id;
    this.#last = null;
  }

  #add(bytes: Buffer, id: string): void {
    const name = bytes.toString('latin1');
    this.#last = name;
    if (name === 'HEAD') {
      if (this.#hasHead) throw malformed('names a ref twice');
      this.#hasHead = true;
      return;
    }
    if (!name.startsWith('refs/') || name.length === 5) throw malformed('has a name that is not below refs/');
    // A name that is not UTF-8 cannot match a mapping.
    if (!isKept(bytes) || !isUtf8(bytes)) return;
    const text = bytes.toString('utf8');
    if (this.refs.has(text)) throw malformed('names a ref twice');
    if (this.refs.size === maxRefs) {
      throw new AdvertisementRefused('too_many_refs', `There are more than ${maxRefs} branches and tags.`);
    }
    this.refs.set(text, { id, peeled: null });
  }
}
