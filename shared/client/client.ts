import type * as z from 'zod/mini';
import { withoutSlashes } from '#shared/contract/base-address.ts';
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
  /** If it throws an ApiFailure, the call fails with that. */
  readonly fetch?: typeof fetch;
  /** Milliseconds per try; default 30,000. */
  readonly timeoutMs?: number;
  /** A phrase that says why there was no answer, put after the address; null if the reason is unknown. */
  readonly explain?: (error: unknown) => string | null;
  /** Waits between tries; replaced in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
};

type Answered = { readonly response: Response; readonly text: string };

/** A call that no row of the endpoint table describes to the client. */
export type RawCall = {
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  /** Of a POST with a token; a random one by default, the same in all of its tries. */
  readonly idempotencyKey?: string | undefined;
};

export type RawAnswer = { readonly status: number; readonly text: string; readonly headers: Headers };

const tries = 3;
const notModified = 304;
const isRetryable = (status: number): boolean => status === 0 || status === 429 || status >= 500;

/** The path of a row with its parameters. */
export const pathOf = (row: Endpoint, params: Readonly<Record<string, string>>): string =>
  row.path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

const addressOf = (baseUrl: string, path: string, query: object): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `${withoutSlashes(baseUrl)}${path}${search.size === 0 ? '' : `?${search}`}`;
};

/** Full jitter, or the server's Retry-After, at most 10 s. */
const waitMs = (attempt: number, retryAfter: string | null): number => {
  const asked = Number(retryAfter);
  return retryAfter !== null && Number.isFinite(asked)
    ? Math.min(10_000, asked * 1000)
    : Math.random() * 250 * 2 ** attempt;
};

/**
 * Reads an answer; null if it has no body.
 * @throws ApiFailure if a proxy answered 200 with its own page
 */
export const jsonOf = ({ status, text }: Pick<RawAnswer, 'status' | 'text'>): unknown => {
  try {
    return text === '' ? null : JSON.parse(text);
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
      // A fetch that signs in by itself says so.
      if (error instanceof ApiFailure) return error;
      return ApiFailure.unreachable(options.baseUrl, error, options.explain?.(error));
    }
  };

  /**
   * Calls any path of the service with the same tries, keys and failures as `call`.
   * @param path from `/api` on
   * @throws ApiFailure for every answer that is not 2xx (or 304, with `ifNoneMatch`), and if none came
   */
  const request = async (method: string, path: string, given: RawCall = {}): Promise<RawAnswer> => {
    const { query, body, ifMatch, ifNoneMatch } = given;
    const isKeyed = method === 'POST' && options.token !== undefined;
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.organization === undefined ? {} : { 'x-org-slug': options.organization }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
      ...(isKeyed ? { 'idempotency-key': given.idempotencyKey ?? crypto.randomUUID() } : {}),
    };
    const address = addressOf(options.baseUrl, path, query ?? {});
    const init: RequestInit = {
      method,
      headers,
      redirect: 'error',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const repeatable = method === 'GET' || isKeyed;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(address, init, ifNoneMatch !== undefined);
      if (!(answer instanceof ApiFailure)) {
        return { status: answer.response.status, text: answer.text, headers: answer.response.headers };
      }
      if (!repeatable || !isRetryable(answer.status) || attempt === tries) throw answer;
      await sleep(waitMs(attempt, answer.retryAfter));
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
    const { params, ...given } = callOptions;
    const answer = await request(row.method, pathOf(row, params ?? {}), given);
    const { status, headers } = answer;
    const isText = row.responses[status]?.contentType !== undefined;
    const body = status === notModified ? null : ((isText ? answer.text : jsonOf(answer)) as Success<E>);
    return { status, body, etag: headers.get('etag'), requestId: headers.get('x-request-id') };
  }

  return { call, request };
};

export type Client = ReturnType<typeof createClient>;
