import type * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { ApiFailure, failureOf } from './api-failure.ts';

type PathParameter<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathParameter<Rest>
  : never;
type Input<S> = S extends z.ZodMiniType ? z.input<S> : never;
type Success<E extends Endpoint> = {
  [Status in keyof E['responses']]: E['responses'][Status] extends { schema: infer S extends z.ZodMiniType }
    ? z.output<S>
    : null;
}[keyof E['responses']];

/** The arguments of a call: path parameters, query and body of the row. */
export type CallOptions<E extends Endpoint> = ([PathParameter<E['path']>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: Readonly<Record<PathParameter<E['path']>, string>> }) & {
  readonly query?: Partial<Input<E['query']>>;
  readonly body?: Input<E['body']>;
  readonly ifMatch?: string;
  /** Of a GET: the ETag of an earlier answer. If nothing has changed, the answer is 304 and its body null. */
  readonly ifNoneMatch?: string;
  /** A POST with a token gets a random key. A caller that repeats its call after a restart passes its own. */
  readonly idempotencyKey?: string;
};

export type CallResult<E extends Endpoint, Body = Success<E>> = {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | null;
  readonly requestId: string | null;
};

/** The result of a call with `ifNoneMatch`. */
export type ConditionalResult<E extends Endpoint> = CallResult<E, Success<E> | null>;

export type ClientOptions = {
  readonly baseUrl: string;
  readonly token?: string;
  readonly organization?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds per try; default 30,000. */
  readonly timeoutMs?: number;
  /** Says why there was no answer, to follow the address; null if it does not know. */
  readonly explain?: (error: unknown) => string | null;
  /** Waits between tries; replaced in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
};

type Answered = { readonly response: Response; readonly text: string };

const tries = 3;
const notModified = 304;
const isRetryable = (status: number): boolean => status === 0 || status === 429 || status >= 500;

const addressOf = (baseUrl: string, row: Endpoint, params: Readonly<Record<string, string>>, query: object): string => {
  const path = row.path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${baseUrl.replace(/(?<!\/)\/+$/, '')}${path}${search.size === 0 ? '' : `?${search}`}`;
};

/** Full jitter, or the server's Retry-After, at most 10 s. */
const waitMs = (attempt: number, retryAfter: string | null): number => {
  const asked = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(asked)
    ? Math.min(10_000, asked * 1000)
    : Math.random() * 250 * 2 ** attempt;
};

/** @throws ApiFailure if a proxy answered 200 with its own page */
const bodyOf = <E extends Endpoint>(row: E, { response: { status }, text }: Answered): Success<E> => {
  if (row.responses[status]?.contentType !== undefined) return text as Success<E>;
  try {
    return (text === '' ? null : JSON.parse(text)) as Success<E>;
  } catch (cause) {
    throw new ApiFailure(`The answer (${status}) is not JSON. Check that the address is the service's.`, {
      status,
      cause,
    });
  }
};

/**
 * The typed client of the API, made from the endpoint table. Reads and writes with an Idempotency-Key are tried three
 * times. It needs only `fetch`, so it also works in a browser.
 */
export const createClient = (options: ClientOptions) => {
  const send = options.fetch ?? fetch;
  const sleep = options.sleep ?? ((ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)));

  /** @param mayBeSame whether 304 is a success: only where it was asked for */
  const once = async (address: string, init: RequestInit, mayBeSame: boolean): Promise<Answered | ApiFailure> => {
    try {
      const response = await send(address, { ...init, signal: AbortSignal.timeout(options.timeoutMs ?? 30_000) });
      const isDone = response.ok || (mayBeSame && response.status === notModified);
      return isDone ? { response, text: await response.text() } : await failureOf(response);
    } catch (error) {
      return ApiFailure.unreachable(options.baseUrl, error, options.explain?.(error));
    }
  };

  /**
   * @returns the answer; with `ifNoneMatch`, 304 without a body if nothing has changed
   * @throws ApiFailure for every answer that is not 2xx or 304, and if none came
   */
  async function call<E extends Endpoint>(
    row: E,
    callOptions: CallOptions<E> & { readonly ifNoneMatch: string },
  ): Promise<ConditionalResult<E>>;
  async function call<E extends Endpoint>(row: E, callOptions: CallOptions<E>): Promise<CallResult<E>>;
  async function call<E extends Endpoint>(row: E, callOptions: CallOptions<E>): Promise<ConditionalResult<E>> {
    const { params, query, body, ifMatch, ifNoneMatch } = callOptions;
    const isKeyed = row.method === 'POST' && options.token !== undefined;
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.organization === undefined ? {} : { 'x-org-slug': options.organization }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      ...(isKeyed ? { 'idempotency-key': callOptions.idempotencyKey ?? crypto.randomUUID() } : {}),
    };
    const address = addressOf(options.baseUrl, row, params ?? {}, query ?? {});
    const init: RequestInit = {
      method: row.method,
      headers,
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const repeatable = row.method === 'GET' || isKeyed;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(address, init, ifNoneMatch !== undefined);
      if (!(answer instanceof ApiFailure)) {
        const { status, headers: received } = answer.response;
        return {
          status,
          body: status === notModified ? null : bodyOf(row, answer),
          etag: received.get('etag'),
          requestId: received.get('x-request-id'),
        };
      }
      if (!repeatable || !isRetryable(answer.status) || attempt === tries) throw answer;
      await sleep(waitMs(attempt, answer.retryAfter));
    }
  }

  return { call };
};

export type Client = ReturnType<typeof createClient>;
