import { dateOf, PackRefused, packedObjects } from './pack-objects.ts';
import { pktDelimiter, pktFlush, pktLine } from './pkt-line.ts';
import type { Turn } from './ref-conversation.ts';

const lengthDigits = 4;
const sideBandData = 1;

/** What a pkt-line holds; null for a delimiter. */
type Line = Buffer | null;

/** Collects the lines of a server until a flush ends them. Time is linear in the bytes, however they are cut. */
class LinesUntilFlush {
  #rest: Buffer = Buffer.alloc(0);
  #lines: Line[] = [];

  /** @returns the lines; null while no flush has come. @throws PackRefused */
  take(piece: Buffer): readonly Line[] | null {
    // What is left of the piece before is part of one line, of 65 kB at most.
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    while (at + lengthDigits <= bytes.length) {
      const length = Number.parseInt(bytes.toString('latin1', at, at + lengthDigits), 16);
      if (!Number.isInteger(length) || length === 3) throw new PackRefused('It is not made of pkt-lines.');
      if (length === 0) {
        if (at + lengthDigits < bytes.length) throw new PackRefused('It goes on without a question.');
        const lines = this.#lines;
        this.#rest = Buffer.alloc(0);
        this.#lines = [];
        return lines;
      }
      const end = at + Math.max(length, lengthDigits);
      if (end > bytes.length) break;
      this.#lines.push(length < lengthDigits ? null : bytes.subarray(at + lengthDigits, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return null;
  }
}

const textOf = (line: Line): string => (line?.toString('utf8') ?? '').replace('\n', '');

/**
 * The conversation with `git upload-pack` about the dates of some refs: their objects are asked for without history and,
 * where the server can leave them out, without files. A server that does not speak protocol version 2 has listed its refs
 * already.
 * Source: gitprotocol-v2(5); gitprotocol-pack(5), "Packfile Negotiation".
 */
export class DateConversation {
  readonly #refs: ReadonlySet<string>;
  readonly #received = new LinesUntilFlush();
  #state: 'capabilities' | 'ls-refs' | 'shallow' | 'fetch' | 'over' = 'capabilities';
  #canFilter = false;
  #ids = new Map<string, string>();
  readonly dates = new Map<string, number>();

  /** @param refs full */
  constructor(refs: readonly string[]) {
    this.#refs = new Set(refs);
  }

  /** Takes the next bytes of the server. Whatever it sends: without dates, there are none. */
  take(piece: Buffer): Turn {
    if (this.#state === 'over') return { kind: 'over' };
    try {
      const lines = this.#received.take(piece);
      return lines === null ? { kind: 'listen' } : this.#answer(lines);
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
      case 'shallow':
        this.#state = 'fetch';
        return { kind: 'send', request: pktLine('done\n') };
      case 'fetch':
        this.#read(lines);
        this.#state = 'over';
        return { kind: 'over' };
      case 'over':
        return { kind: 'over' };
    }
  }

  #askRefs(lines: readonly string[]): Turn {
    if (lines[0] !== 'version 2') return this.#askListedObjects(lines);
    const fetch =
      lines
        .find((line) => line.startsWith('fetch='))
        ?.slice('fetch='.length)
        .split(' ') ?? [];
    if (!fetch.includes('shallow')) throw new PackRefused('It cannot be asked.');
    this.#canFilter = fetch.includes('filter');
    this.#state = 'ls-refs';
    const prefixes = [...this.#refs].map((ref) => pktLine(`ref-prefix ${ref}\n`));
    return { kind: 'send', request: [pktLine('command=ls-refs\n'), pktDelimiter, ...prefixes, pktFlush].join('') };
  }

  /** @param lines of protocol version 0 or 1: the refs, the first with the capabilities behind a zero byte */
  #askListedObjects(lines: readonly string[]): Turn {
    const listed = lines[0] === 'version 1' ? lines.slice(1) : lines;
    const [first = '', names = ''] = listed[0]?.split('\0') ?? [];
    const capabilities = names.split(' ');
    if (!capabilities.includes('shallow') || !capabilities.includes('side-band-64k')) {
      throw new PackRefused('It cannot be asked.');
    }
    this.#canFilter = capabilities.includes('filter');
    const [one = '', ...others] = this.#wanted([first, ...listed.slice(1)]);
    this.#state = 'shallow';
    const asked = ['side-band-64k', 'no-progress', ...(this.#canFilter ? ['filter'] : [])].join(' ');
    const wants = [`want ${one} ${asked}\n`, ...others.map((id) => `want ${id}\n`)];
    return { kind: 'send', request: [...[...wants, ...this.#depth()].map(pktLine), pktFlush].join('') };
  }

  #askObjects(listed: readonly string[]): Turn {
    const wants = this.#wanted(listed).map((id) => `want ${id}\n`);
    this.#state = 'fetch';
    const asked = [...wants, ...this.#depth(), 'no-progress\n', 'done\n'].map(pktLine);
    return { kind: 'send', request: [pktLine('command=fetch\n'), pktDelimiter, ...asked, pktFlush].join('') };
  }

  #depth(): readonly string[] {
    return ['deepen 1\n', ...(this.#canFilter ? ['filter tree:0\n'] : [])];
  }

  /** The objects that the listed refs name. @throws PackRefused if there are none */
  #wanted(listed: readonly string[]): readonly string[] {
    for (const line of listed) {
      const [id = '', ref = ''] = line.split(' ');
      if (this.#refs.has(ref)) this.#ids.set(ref, id);
    }
    if (this.#ids.size === 0) throw new PackRefused('None of them is there.');
    return [...new Set(this.#ids.values())];
  }

  #read(lines: readonly Line[]): void {
    const from = lines.findIndex((line) => ['packfile', 'NAK'].includes(textOf(line)));
    if (from < 0) throw new PackRefused('It sends no pack.');
    const pieces = lines
      .slice(from + 1)
      .flatMap((line) => (line !== null && line[0] === sideBandData ? [line.subarray(1)] : []));
    const dates = new Map(packedObjects(Buffer.concat(pieces)).map((one) => [one.id, dateOf(one)]));
    for (const [ref, id] of this.#ids) {
      const date = dates.get(id) ?? null;
      if (date !== null) this.dates.set(ref, date);
    }
  }
}
