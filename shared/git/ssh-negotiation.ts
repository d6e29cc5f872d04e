/** What client and server must have an algorithm in common for. */
export type AlgorithmUse = 'key exchange' | 'host key' | 'cipher' | 'MAC' | 'compression';

/** Server and client have no algorithm in common for this use. `offered`: what the server names, unproved. */
export type NoCommonAlgorithm = { readonly use: AlgorithmUse; readonly offered: readonly string[] };

// ssh2 tells what a server offers in its debug lines alone, and what is missing in the text of its error. The version of
// ssh2 is fixed, and tests with real servers hold both texts.
const offer =
  /^Handshake: \(remote\) (?<what>KEX method|Host key format|C->S cipher|C->S MAC|C->S compression): (?<names>.*)$/;
const mismatch =
  /no matching (?<what>key exchange algorithm|host key format|(?:C->S|S->C) (?:cipher|MAC|compression))$/;

const uses: readonly (readonly [RegExp, AlgorithmUse])[] = [
  [/^k/i, 'key exchange'],
  [/^host/i, 'host key'],
  [/cipher$/, 'cipher'],
  [/MAC$/, 'MAC'],
  [/compression$/, 'compression'],
];
const useOf = (what: string): AlgorithmUse | null => uses.find(([pattern]) => pattern.test(what))?.[1] ?? null;

/** Remembers what a server offers in the negotiation of algorithms (RFC 4253 §7.1). */
export class Negotiation {
  readonly #offered = new Map<AlgorithmUse, readonly string[]>();

  /** Takes a debug line of ssh2. */
  hear(line: string): void {
    const { what = '', names = '' } = offer.exec(line)?.groups ?? {};
    const use = useOf(what);
    if (use !== null) this.#offered.set(use, names.split(','));
  }

  /** @returns null if the error has another cause */
  failureOf(error: Error): NoCommonAlgorithm | null {
    const use = useOf(mismatch.exec(error.message)?.groups?.what ?? '');
    return use === null ? null : { use, offered: this.#offered.get(use) ?? [] };
  }
}
