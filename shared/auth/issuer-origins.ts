import * as z from 'zod/mini';
import { isLocal } from '#shared/config/is-local.ts';
import type { SignIn } from '#shared/config/sign-in.ts';
import { discoveryUrlOf, readDiscovery } from './read-discovery.ts';

/** The endpoints that a script in the browser calls. The browser opens the others as pages. */
const Endpoints = z.object({
  token_endpoint: z.optional(z.string()),
  revocation_endpoint: z.optional(z.string()),
  userinfo_endpoint: z.optional(z.string()),
});

const minuteMs = 60_000;
const freshMs = 60 * minuteMs;

/**
 * The origin of an address, for a header of a page. A host may hold `;` and `,` in a URL, which would begin a further
 * directive or policy there: such an origin is left out.
 */
const originOf = (address: string | undefined): string[] => {
  if (address === undefined || !URL.canParse(address)) return [];
  const { protocol, origin } = new URL(address);
  const isSafe = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?$/.test(origin);
  return isSafe && (protocol === 'https:' || isLocal()) ? [origin] : [];
};

/**
 * The origins at which a script in the browser calls the issuer, as this process knows them. The issuer is asked at most once
 * a minute, and again after an hour; until it answers, only its own origin is known.
 * Source: docs/design/console.md, "What the page may load".
 */
export class IssuerOrigins {
  readonly #signIn: SignIn;
  #known: readonly string[];
  #askAgainAt = 0;
  #attempt: Promise<void> | null = null;

  constructor(signIn: SignIn) {
    this.#signIn = signIn;
    this.#known = [...new Set([signIn.issuer, discoveryUrlOf(signIn)].flatMap(originOf))];
  }

  /** @returns origins, each once */
  async find(): Promise<readonly string[]> {
    if (this.#attempt !== null || Date.now() >= this.#askAgainAt) {
      this.#attempt ??= this.#ask().finally(() => {
        this.#attempt = null;
      });
      await this.#attempt;
    }
    return this.#known;
  }

  async #ask(): Promise<void> {
    this.#askAgainAt = Date.now() + minuteMs;
    try {
      const { token_endpoint, revocation_endpoint, userinfo_endpoint } = z.parse(
        Endpoints,
        await readDiscovery(this.#signIn),
      );
      const own = [this.#signIn.issuer, discoveryUrlOf(this.#signIn)];
      const all = [...own, token_endpoint, revocation_endpoint, userinfo_endpoint].flatMap(originOf);
      this.#known = [...new Set(all)];
      this.#askAgainAt = Date.now() + freshMs;
    } catch {
      // Nobody signs in through an issuer that gives no answer. An API key opens the console all the same.
    }
  }
}
