import * as z from 'zod/mini';
import type { Provider } from '#shared/contract/repository.ts';
import { CallFailed } from '#shared/network/guarded-fetch.ts';
import type { ProviderAccess } from './provider-credential.ts';
import { providerProblem } from './provider-problem.ts';
import { providerWords, withoutSecrets } from './provider-words.ts';
import { retryAfter } from './retry-after.ts';

export type ProviderRequest = {
  /** Completes "GitLab could not …". */
  readonly what: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to the API's base, with the query, percent-encoded. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** What the credential needs for this request, as a sentence. */
  readonly needs: string;
  /** Secrets in the body, which no error may quote. */
  readonly secrets?: readonly string[];
  /** Whether to follow one redirect of a GET within the API. Providers redirect old names. */
  readonly follow?: boolean;
};

export type ProviderAnswer<T> = { readonly refused: null; readonly data: T; readonly headers: Headers };
/** A refusal with a status that the caller handles. */
export type ProviderRefusal = { readonly refused: number; readonly words: string | null };

/** A path segment of dots would leave its path. */
const dots = /\/(\.|%2e){1,2}(?=[/?]|$)/i;
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** The schema for an answer whose body is not used. */
export const AnyAnswer = z.unknown();

const jsonOf = (text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the answer, which may quote a secret.
    return undefined;
  }
};

/**
 * Calls a provider's API with one credential. Requests and answers are JSON, every answer is checked by a schema, and
 * every failure becomes one of the problems of GitProvider. `access.fetch` limits time, size and redirects.
 */
export class ProviderApi {
  readonly #provider: Provider;
  readonly #access: ProviderAccess;
  readonly #authorization: string;

  /** @param authorization the value of the Authorization header */
  constructor(provider: Provider, access: ProviderAccess, authorization: string) {
    this.#provider = provider;
    this.#access = access;
    this.#authorization = authorization;
  }

  /** @throws Problem `provider_credential_rejected`, `provider_rate_limited` or `provider_failed` */
  async call<T>(request: ProviderRequest, Answer: z.ZodMiniType<T>): Promise<ProviderAnswer<T>> {
    const answer = await this.attempt(request, [], Answer);
    if (answer.refused !== null) throw this.failed(request.what, `it answered ${answer.refused}`, answer.words);
    return answer;
  }

  /** Like `call`, but returns refusals with these statuses. */
  async attempt<T>(
    request: ProviderRequest,
    refusals: readonly number[],
    Answer: z.ZodMiniType<T>,
  ): Promise<ProviderAnswer<T> | ProviderRefusal> {
    if (dots.test(request.path)) throw this.failed(request.what, 'a name of dots is no name', null);
    const response = await this.#fetch(request);
    const { status, headers } = response;
    const json = jsonOf(await response.text());
    if (response.ok) return { refused: null, data: this.#checked(request, json, Answer), headers };
    const words = withoutSecrets(providerWords(json), [...this.#secrets(), ...(request.secrets ?? [])]);
    if (status === 429 || (status === 403 && headers.has('retry-after'))) {
      throw providerProblem.rateLimited(this.#provider, retryAfter(headers, Date.now()));
    }
    if (refusals.includes(status)) return { refused: status, words };
    if (status === 401 || status === 403) throw this.rejected(status, request.needs, words);
    if (redirects.includes(status)) throw this.failed(request.what, 'it redirects to another place', null);
    throw this.answered(request.what, status, words);
  }

  /** The problem of a status that does not concern the credential. */
  answered(what: string, status: number, words: string | null): Error {
    return providerProblem.answered(this.#provider, what, status, words);
  }

  rejected(status: number, needs: string, words: string | null): Error {
    return providerProblem.credentialRejected(this.#provider, status, needs, words);
  }

  failed(what: string, why: string, words: string | null, cause?: unknown): Error {
    return providerProblem.failed(this.#provider, what, why, words, cause);
  }

  #secrets(): string[] {
    const { credential } = this.#access;
    return [
      this.#authorization.replace(/^\S+ /, ''),
      ...(credential.kind === 'token' ? [credential.token] : [credential.privateKey]),
    ];
  }

  #checked<T>(request: ProviderRequest, json: unknown, Answer: z.ZodMiniType<T>): T {
    const parsed = Answer.safeParse(json);
    if (parsed.success) return parsed.data;
    throw this.failed(request.what, 'its answer is not what it documents', null, parsed.error);
  }

  async #fetch(request: ProviderRequest): Promise<Response> {
    const url = `${this.#access.apiUrl}${request.path}`;
    const response = await this.#send(request, url);
    const location = response.headers.get('location');
    if (request.follow !== true || !redirects.includes(response.status) || location === null) return response;
    const target = URL.canParse(location, url) ? new URL(location, url) : null;
    // The fetch itself refuses every address outside the API.
    return target?.origin === new URL(url).origin ? this.#send(request, target.href) : response;
  }

  async #send(request: ProviderRequest, url: string): Promise<Response> {
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    try {
      return await this.#access.fetch(url, {
        method: request.method ?? 'GET',
        headers: {
          accept: 'application/json',
          authorization: this.#authorization,
          'user-agent': 'ocore-projects',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      throw providerProblem.unanswered(this.#provider, request.what, this.#access.apiUrl, error, error);
    }
  }
}
