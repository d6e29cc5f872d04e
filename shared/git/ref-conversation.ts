import { AdvertisementRefused, malformed } from './advertisement-refused.ts';
import { CapabilityReader, takeLsRef } from './ls-refs.ts';
import { PktReader } from './pkt-line.ts';
import { AdvertisementReader } from './ref-advertisement.ts';
import { type ListedRefs, RefCollector } from './ref-collector.ts';

/** How a client asks for protocol version 2: the value of `GIT_PROTOCOL` and of `Git-Protocol`. */
export const protocolVersion = 'version=2';

/** What to do after a piece: read on, send a request, or end. */
export type Turn = { readonly kind: 'listen' | 'over' } | { readonly kind: 'send'; readonly request: string };

/**
 * The conversation with `git upload-pack` about the refs. A server that speaks protocol version 2 is asked for branches
 * and tags alone. Another one lists all its refs, of which only branches and tags are kept. Memory depends on these
 * alone, and time is linear in the bytes.
 * Source: docs/design/connecting.md, "Listing the remote's refs"; gitprotocol-v2(5).
 */
export class RefConversation {
  readonly #pieces = new PktReader();
  readonly #collector = new RefCollector();
  readonly #advertisement = new AdvertisementReader(this.#collector);
  readonly #capabilities = new CapabilityReader(this.#collector);
  #state: 'start' | 'advertisement' | 'capabilities' | 'ls-refs' | 'over' = 'start';
  #refusal: AdvertisementRefused | null = null;

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Takes the next bytes of the server. It never throws: `result` says what they are worth. */
  take(piece: Buffer): Turn {
    if (this.#refusal !== null) return { kind: 'over' };
    try {
      return this.#take(piece);
    } catch (error) {
      if (!(error instanceof AdvertisementRefused)) throw error;
      this.#refusal = error;
      this.#state = 'over';
      return { kind: 'over' };
    }
  }

  /** The refs. @throws AdvertisementRefused and nothing else */
  result(): ListedRefs {
    if (this.#refusal !== null) throw this.#refusal;
    if (this.#state !== 'over') throw malformed('is not made of whole pkt-lines up to a flush');
    return { refs: this.#collector.refs, headRef: this.#collector.headRef };
  }

  #take(piece: Buffer): Turn {
    let turn: Turn = { kind: 'listen' };
    for (const line of this.#pieces.read(piece)) {
      if (turn.kind !== 'listen' || this.isOver) throw malformed('goes on after its flush');
      if (line === 'malformed') throw malformed('is not made of whole pkt-lines up to a flush');
      if (line === 'flush') turn = this.#flush();
      else this.#line(line);
    }
    return turn;
  }

  #line(line: Buffer): void {
    if (this.#state === 'start') {
      const isVersion2 = line.toString('latin1') === 'version 2';
      this.#state = isVersion2 ? 'capabilities' : 'advertisement';
      if (isVersion2) return;
    }
    if (this.#state === 'advertisement') this.#advertisement.take(line);
    else if (this.#state === 'capabilities') this.#capabilities.take(line);
    else takeLsRef(this.#collector, line);
  }

  #flush(): Turn {
    if (this.#state === 'capabilities') {
      this.#state = 'ls-refs';
      return { kind: 'send', request: this.#capabilities.request() };
    }
    this.#state = 'over';
    return { kind: 'over' };
  }
}
