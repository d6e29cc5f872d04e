import { dateOf, PackRefused, packedObjects } from './pack-objects.ts';
import { pktDelimiter, pktFlush, pktLine } from './pkt-line.ts';
import type { Turn } from './ref-conversation.ts';

const lengthDigits = 4;
const sideBandData = 1;

/** A pkt-line; null for a flush or a delimiter. */
type Line = { readonly content: Buffer | null; readonly isFlush: boolean };

/** The whole lines of some bytes. @returns null while they do not end with a flush */
const linesUntilFlush = (bytes: Buffer): readonly Line[] | null => {
  const lines: Line[] = [];
  let at = 0;
  while (at + lengthDigits <= bytes.length) {
    const length = Number.parseInt(bytes.toString('latin1', at, at + lengthDigits), 16);
    if (!Number.isInteger(length) || length === 3) throw new PackRefused('It is not made of pkt-lines.');
    if (length <= 2) {
      lines.push({ content: null, isFlush: length === 0 });
      at += lengthDigits;
      if (length === 0) return at === bytes.length ? lines : null;
      continue;
    }
    if (at + length > bytes.length) return null;
    lines.push({ content: bytes.subarray(at + lengthDigits, at + length), isFlush: false });
    at += length;
  }
  return null;
};

const textOf = ({ content }: Line): string => (content?.toString('utf8') ?? '').replace('\n', '');

/**
 * The conversation with `git upload-pack` about the dates of some refs, in protocol version 2: their objects are asked for
 * without history and, where the server can leave them out, without files.
 * Source: gitprotocol-v2(5).
 */
export class DateConversation {
  readonly #refs: ReadonlySet<string>;
  #pieces: Buffer[] = [];
  #state: 'capabilities' | 'ls-refs' | 'fetch' | 'over' = 'capabilities';
  #canFilter = false;
  #ids = new Map<string, string>();
  readonly dates = new Map<string, number>();

  /** @param refs full */
  constructor(refs: readonly string[]) {
    this.#refs = new Set(refs);
  }

  /** Takes the next bytes of the server. Whatever it sends: without dates, there are none. */
  take(piece: Buffer): Turn {
    this.#pieces.push(piece);
    try {
      const lines = linesUntilFlush(Buffer.concat(this.#pieces));
      if (lines === null) return { kind: 'listen' };
      this.#pieces = [];
      return this.#answer(lines);
    } catch (error) {
      if (!(error instanceof PackRefused)) throw error;
      this.#state = 'over';
      return { kind: 'over' };
    }
  }

  #answer(lines: readonly Line[]): Turn {
    switch (this.#state) {
      case 'capabilities':
        return this.#askRefs(lines.map(textOf));
      case 'ls-refs':
        return this.#askObjects(lines.map(textOf));
      case 'fetch':
        this.#read(lines);
        this.#state = 'over';
        return { kind: 'over' };
      case 'over':
        return { kind: 'over' };
    }
  }

  #askRefs(capabilities: readonly string[]): Turn {
    const fetch =
      capabilities
        .find((line) => line.startsWith('fetch='))
        ?.slice('fetch='.length)
        .split(' ') ?? [];
    if (capabilities[0] !== 'version 2' || !fetch.includes('shallow')) throw new PackRefused('It cannot be asked.');
    this.#canFilter = fetch.includes('filter');
    this.#state = 'ls-refs';
    const prefixes = [...this.#refs].map((ref) => pktLine(`ref-prefix ${ref}\n`));
    return { kind: 'send', request: [pktLine('command=ls-refs\n'), pktDelimiter, ...prefixes, pktFlush].join('') };
  }

  #askObjects(listed: readonly string[]): Turn {
    for (const line of listed) {
      const [id = '', ref = ''] = line.split(' ');
      if (this.#refs.has(ref)) this.#ids.set(ref, id);
    }
    if (this.#ids.size === 0) throw new PackRefused('None of them is there.');
    this.#state = 'fetch';
    const wants = [...new Set(this.#ids.values())].map((id) => pktLine(`want ${id}\n`));
    const asked = [
      pktLine('deepen 1\n'),
      ...(this.#canFilter ? [pktLine('filter tree:0\n')] : []),
      pktLine('no-progress\n'),
      pktLine('done\n'),
    ];
    const request = [pktLine('command=fetch\n'), pktDelimiter, ...wants, ...asked, pktFlush].join('');
    return { kind: 'send', request };
  }

  #read(lines: readonly Line[]): void {
    const from = lines.findIndex((line) => textOf(line) === 'packfile');
    if (from < 0) throw new PackRefused('It sends no pack.');
    const pieces = lines
      .slice(from + 1)
      .flatMap(({ content }) => (content !== null && content[0] === sideBandData ? [content.subarray(1)] : []));
    const dates = new Map(packedObjects(Buffer.concat(pieces)).map((one) => [one.id, dateOf(one)]));
    for (const [ref, id] of this.#ids) {
      const date = dates.get(id) ?? null;
      if (date !== null) this.dates.set(ref, date);
    }
  }
}
