import type { GuardedFetchOptions } from '#shared/network/guarded-fetch.ts';

/** @param what is called: `POST https://git.acme.example/api/v1/…` @param send lets it happen */
export type OutboundHook = (what: string, send: () => Promise<Response>) => Promise<Response>;

/**
 * Stands in front of every request that the service sends to a provider. A test file puts it there:
 * `vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original))`.
 */
export class Outbound {
  #hook: OutboundHook | null = null;
  readonly #moved = new Map<string, string>();

  /** Sends what is meant for one address to another: Bitbucket Cloud can be set to no address of our own. */
  move(from: string, to: string): void {
    this.#moved.set(from, to);
  }

  /** Hands every request to `hook` while `work` runs. */
  async during<T>(hook: OutboundHook, work: () => Promise<T>): Promise<T> {
    if (this.#hook !== null) throw new Error('The requests are watched already.');
    this.#hook = hook;
    try {
      return await work();
    } finally {
      this.#hook = null;
    }
  }

  guard(make: (options: GuardedFetchOptions) => typeof fetch): (options: GuardedFetchOptions) => typeof fetch {
    return (options) => {
      const [from, to] = [...this.#moved].find(([one]) => options.baseUrl.startsWith(one)) ?? ['', ''];
      const moved = (url: string): string => (from === '' ? url : url.replace(from, to));
      const local = from === '' ? {} : { allowLoopback: true };
      const real = make({ ...options, baseUrl: moved(options.baseUrl), ...local });
      return (input, init) => {
        const send = (): Promise<Response> => real(moved(String(input)), init);
        return this.#hook === null ? send() : this.#hook(`${init?.method ?? 'GET'} ${String(input)}`, send);
      };
    };
  }
}

export const outbound = new Outbound();

type GuardedFetchModule = typeof import('#shared/network/guarded-fetch.ts');

/** The factory for `vi.mock`. */
export const outboundMock = async (original: () => Promise<unknown>): Promise<GuardedFetchModule> => {
  const actual = (await original()) as GuardedFetchModule;
  return { ...actual, guardedFetch: outbound.guard(actual.guardedFetch) };
};
