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
  z.object({ kind: z.literal('apiKey'), token: z.string() }),
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

/** Why nobody is signed in, to say it on the screen. */
export type Ending = 'signed-out' | 'expired' | null;

export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'nobody'; readonly because: Ending }
  | { readonly kind: 'somebody'; readonly session: Session };

const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('session'), session: Session }),
  z.object({ kind: z.literal('end') }),
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
  readonly #listeners = new Set<() => void>();
  readonly #channel = new BroadcastChannel('ocore-session');

  constructor() {
    const session = stored();
    this.#state = session === null ? { kind: 'asking' } : { kind: 'somebody', session };
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

  /** Signs in, here and in the open tabs of the same person. */
  begin(session: Session): void {
    this.#keep(session);
    this.#channel.postMessage({ kind: 'session', session });
  }

  /** Signs out, here and in every other tab. */
  end(because: Exclude<Ending, null>): void {
    this.#forget(because);
    this.#channel.postMessage({ kind: 'end' });
  }

  #hear(data: unknown): void {
    const message = Message.safeParse(data);
    if (!message.success) return;
    if (message.data.kind === 'ask') {
      if (this.#state.kind === 'somebody') {
        this.#channel.postMessage({ kind: 'session', session: this.#state.session });
      }
    } else if (message.data.kind === 'session') this.#keep(message.data.session);
    else this.#forget('signed-out');
  }

  #keep(session: Session): void {
    sessionStorage.setItem(storageKey, JSON.stringify(session));
    this.#change({ kind: 'somebody', session });
  }

  #forget(because: Exclude<Ending, null>): void {
    sessionStorage.removeItem(storageKey);
    if (this.#state.kind !== 'nobody') this.#change({ kind: 'nobody', because });
  }

  #change(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** The one of this page. */
export const sessionStore = new SessionStore();
