import { checkError, malformed } from './advertisement-refused.ts';
import type { RefCollector } from './ref-collector.ts';

const emptyRepository = 'capabilities^{}';
const peeled = Buffer.from('^{}');

/**
 * Reads the ref advertisement of `git upload-pack` in protocol version 0 or 1, line by line up to its flush. Each line
 * that is not allowed at its place is refused.
 * Source: gitprotocol-pack(5), "Reference Discovery".
 */
export class AdvertisementReader {
  readonly #collector: RefCollector;
  #state: 'start' | 'first' | 'refs' | 'empty' | 'shallow' = 'start';

  constructor(collector: RefCollector) {
    this.#collector = collector;
  }

  /** @throws AdvertisementRefused */
  take(line: Buffer): void {
    checkError(line);
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
      this.#collector.idOf(line.subarray(8));
      return;
    }
    if (this.#state !== 'refs') throw malformed('has a ref at a place where none is allowed');
    this.#ref(line);
  }

  #first(line: Buffer): void {
    const end = line.indexOf(0);
    if (end === -1) throw malformed('does not begin with a ref and capabilities');
    const names = line
      .subarray(end + 1)
      .toString('utf8')
      .split(' ');
    this.#collector.setObjectFormat(names.find((name) => name.startsWith('object-format='))?.slice(14) ?? 'sha1');
    this.#collector.headRef = names.find((name) => name.startsWith('symref=HEAD:'))?.slice(12) ?? null;
    const ref = line.subarray(0, end);
    this.#state =
      ref.toString('latin1') === `${'0'.repeat(this.#collector.idLength)} ${emptyRepository}` ? 'empty' : 'refs';
    if (this.#state === 'refs') this.#ref(ref);
  }

  #ref(line: Buffer): void {
    if (!line.subarray(-peeled.length).equals(peeled)) {
      this.#collector.add(line);
      return;
    }
    const at = this.#collector.idLength;
    if (line[at] !== 0x20) throw malformed('has a line without a name');
    this.#collector.peel(line.subarray(at + 1, -peeled.length), this.#collector.idOf(line.subarray(0, at)));
  }
}
