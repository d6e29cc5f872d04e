import * as z from 'zod/mini';

/** What a refresh needs to know of the ID token, besides the tokens themselves. */
const Profile = z.looseObject({
  sub: z.string(),
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
});

/** Who is signed in: with an API key, or as a person by the issuer. `expiresAt` in seconds. */
export const Session = z.discriminatedUnion('kind', [
  /** `organizationId` where the sign-in has asked for it: a key is of one organisation. */
  z.object({ kind: z.literal('apiKey'), token: z.string(), organizationId: z.optional(z.string()) }),
  z.object({
    kind: z.literal('person'),
    token: z.string(),
    refreshToken: z.nullable(z.string()),
    idToken: z.nullable(z.string()),
    scope: z.nullable(z.string()),
    expiresAt: z.nullable(z.number()),
    profile: Profile,
  }),
]);
export type Session = z.infer<typeof Session>;

/** Who a session is of, whatever its secret or token. The secrets of an API key begin with the same `ocore_<id>`. */
const principalOf = (session: Session): string =>
  session.kind === 'apiKey' ? session.token.split('_', 2).join('_') : `${session.profile.iss} ${session.profile.sub}`;

/**
 * Whether a session goes on with what waits for another one: of itself, or because its person says so, who has a new key in
 * the place of one that has ended.
 */
export type GoingOn = 'itself' | 'asks' | 'not';

export const goesOn = (session: Session, waiting: Session): GoingOn => {
  if (principalOf(session) === principalOf(waiting)) return 'itself';
  if (session.kind !== 'apiKey' || waiting.kind !== 'apiKey' || session.organizationId === undefined) return 'not';
  return session.organizationId === waiting.organizationId ? 'asks' : 'not';
};

/** How a session ends: by its person, or because the service takes it no longer. */
const Ending = z.enum(['signed-out', 'expired']);
type Ending = z.infer<typeof Ending>;

export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'nobody'; readonly because: 'signed-out' | null }
  /** The service takes the session no longer. What is on the screen waits for its person. */
  | { readonly kind: 'expired'; readonly session: Session; readonly visit: number }
  /** The sessions of one visit share what is on the screen. */
  | { readonly kind: 'somebody'; readonly session: Session; readonly visit: number };

const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('session'), session: Session, takesOver: z._default(z.boolean(), false) }),
  // A tab that was loaded before a release says no reason.
  z.object({ kind: z.literal('end'), because: z._default(Ending, 'signed-out') }),
]);

const storageKey = 'ocore.session';
/** How long a new tab waits for the answer of an open one. */
const answerMs = 200;

const stored = (): Session | null => {
  try {
    const read = Session.safeParse(JSON.parse(sessionStorage.getItem(storageKey) ?? 'null'));
    return read.success ? read.data : null;
  } catch {
    // Not what this page wrote: nobody is signed in.
    return null;
  }
};

/**
 * The session of this tab. It is kept in the session storage alone, so it ends with the tab; a new tab asks the open ones,
 * and the end of one session ends all.
 */
class SessionStore {
  #state: SessionState;
  #lastVisit = 0;
  readonly #listeners = new Set<() => void>();
  readonly #channel = new BroadcastChannel('ocore-session');

  constructor() {
    const session = stored();
    this.#state = session === null ? { kind: 'asking' } : { kind: 'somebody', session, visit: 0 };
    this.#channel.addEventListener('message', (event: MessageEvent<unknown>) => this.#hear(event.data));
    if (session !== null) return;
    this.#channel.postMessage({ kind: 'ask' });
    setTimeout(() => {
      if (this.#state.kind === 'asking') this.#change({ kind: 'nobody', because: null });
    }, answerMs);
  }

  readonly state = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Signs in, here and in the other open tabs.
   * @param takesOver whether it goes on with what waits for another key, which `goesOn` lets it
   */
  begin(session: Session, takesOver = false): void {
    this.#keep(session, takesOver);
    this.#channel.postMessage({ kind: 'session', session, takesOver });
  }

  /** Ends the session, here and in every other tab. */
  end(because: Ending): void {
    this.#forget(because);
    this.#channel.postMessage({ kind: 'end', because });
  }

  #hear(data: unknown): void {
    const message = Message.safeParse(data);
    if (!message.success) return;
    if (message.data.kind === 'ask') {
      if (this.#state.kind === 'somebody') {
        this.#channel.postMessage({ kind: 'session', session: this.#state.session });
      }
    } else if (message.data.kind === 'session') this.#keep(message.data.session, message.data.takesOver);
    else this.#forget(message.data.because);
  }

  #keep(session: Session, takesOver: boolean): void {
    sessionStorage.setItem(storageKey, JSON.stringify(session));
    this.#change({ kind: 'somebody', session, visit: this.#visitOf(session, takesOver) });
  }

  #visitOf(session: Session, takesOver: boolean): number {
    const state = this.#state;
    if (state.kind !== 'somebody' && state.kind !== 'expired') return this.#lastVisit;
    const going = goesOn(session, state.session);
    if (going === 'itself' || (going === 'asks' && takesOver)) return state.visit;
    this.#lastVisit += 1;
    return this.#lastVisit;
  }

  #forget(because: Ending): void {
    sessionStorage.removeItem(storageKey);
    const state = this.#state;
    if (because === 'signed-out') {
      if (state.kind !== 'nobody') this.#change({ kind: 'nobody', because });
    } else if (state.kind === 'somebody') this.#change({ ...state, kind: 'expired' });
  }

  #change(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The one of this page. */
export const sessionStore = new SessionStore();
