import { checkError, malformed } from './advertisement-refused.ts';
import { pktDelimiter, pktFlush, pktLine } from './pkt-line.ts';
import type { RefCollector } from './ref-collector.ts';

/** The capabilities of a server that speaks protocol version 2. Source: gitprotocol-v2(5), "Capability Advertisement". */
export class CapabilityReader {
  readonly #names = new Set<string>();
  readonly #collector: RefCollector;

  constructor(collector: RefCollector) {
    this.#collector = collector;
  }

  /** @throws AdvertisementRefused */
  take(line: Buffer): void {
    checkError(line);
    const text = line.toString('latin1');
    if (text.startsWith('object-format=')) this.#collector.setObjectFormat(text.slice(14));
    this.#names.add(text.split('=', 1)[0] ?? '');
  }

  /**
   * The request for the branches and tags alone, with the commits of annotated tags and the branch of HEAD.
   * Source: gitprotocol-v2(5), "ls-refs".
   * @throws AdvertisementRefused
   */
  request(): string {
    if (!this.#names.has('ls-refs')) throw malformed('offers no list of refs');
    const format = this.#collector.idLength === 40 ? 'sha1' : 'sha256';
    return [
      pktLine('command=ls-refs\n'),
      ...(this.#names.has('object-format') ? [pktLine(`object-format=${format}\n`)] : []),
      pktDelimiter,
      ...['peel', 'symrefs', 'ref-prefix HEAD', 'ref-prefix refs/heads/', 'ref-prefix refs/tags/'].map((line) =>
        pktLine(`${line}\n`),
      ),
      pktFlush,
    ].join('');
  }
}

const blank = 0x20;
const symrefTarget = 'symref-target:';
const peeledTo = 'peeled:';

/**
 * Takes a line of the answer: `<id> <name>`, then `symref-target:<name>` and `peeled:<id>`, if any. A server may list
 * refs that were not asked for.
 * @throws AdvertisementRefused
 */
export const takeLsRef = (collector: RefCollector, line: Buffer): void => {
  checkError(line);
  const begin = collector.idLength + 1;
  const end = line.indexOf(blank, begin);
  collector.add(line, end === -1 ? line.length : end);
  if (end === -1) return;
  const name = line.subarray(begin, end);
  for (const attribute of line
    .subarray(end + 1)
    .toString('utf8')
    .split(' ')) {
    if (attribute.startsWith(peeledTo)) {
      collector.peel(name, collector.idOf(Buffer.from(attribute.slice(peeledTo.length), 'latin1')));
    } else if (attribute.startsWith(symrefTarget) && name.toString('latin1') === 'HEAD') {
      collector.headRef = attribute.slice(symrefTarget.length);
    }
  }
};
