import { type Octokit, RequestError } from 'octokit';
import type * as z from 'zod/mini';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { ApiAnswer } from './api-answer.ts';
import { type Purpose, problemOfAnswer } from './api-problem.ts';
import type { SecretWords } from './secret-words.ts';

export type ApiRequest = Purpose & {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** A template: `/repos/{owner}/{repo}/keys`. */
  readonly path: string;
  /** Fills the template; the rest becomes the query of a GET or the body of other methods. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Refusals that the caller handles itself. */
  readonly handles?: (refusal: ApiAnswer) => boolean;
};

/** Redirects are returned as answers. Only the caller follows one. */
const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/**
 * Returns the answer, whatever its status. Octokit's errors contain the request with its credential, so none of them is
 * passed on.
 */
const exchange = async (client: Octokit, request: ApiRequest, secrets: SecretWords): Promise<ApiAnswer> => {
  try {
    return await client.request(`${request.method} ${request.path}`, request.parameters);
  } catch (error) {
    if (error instanceof RequestError && error.response !== undefined) return error.response;
    const unanswered = error instanceof RequestError ? error.cause : error;
    const { baseUrl } = client.request.endpoint.DEFAULTS;
    throw providerProblem.unanswered('github', request.what, baseUrl, unanswered, secrets.strikeError(unanswered));
  }
};

/**
 * Sends one request.
 * @returns a success, a redirect, or a refusal that the caller handles
 * @throws Problem for every other answer, and if none comes
 */
export const send = async (client: Octokit, request: ApiRequest, secrets: SecretWords): Promise<ApiAnswer> => {
  const answer = await exchange(client, request, secrets);
  if (answer.status < 300 || isRedirect(answer.status) || request.handles?.(answer) === true) return answer;
  throw problemOfAnswer(request, answer, secrets);
};

/** Parses an answer. @throws Problem `provider_failed` if it is not what GitHub documents */
export const read = <T>(schema: z.ZodMiniType<T>, answer: ApiAnswer, purpose: Purpose, secrets: SecretWords): T => {
  const result = schema.safeParse(answer.status < 300 ? answer.data : undefined);
  if (result.success) return result.data;
  const cause = secrets.strikeError(result.error);
  throw providerProblem.failed('github', purpose.what, 'its answer is not the documented one', null, cause);
};
