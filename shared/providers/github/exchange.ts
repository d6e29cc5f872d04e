import { type Octokit, RequestError } from 'octokit';
import type * as z from 'zod/mini';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { ApiAnswer } from './api-answer.ts';
import { type Purpose, problemOf } from './api-problem.ts';
import type { SecretWords } from './secret-words.ts';

export type ApiRequest = Purpose & {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** A template: `/repos/{owner}/{repo}/keys`. */
  readonly path: string;
  /** What fills the template; the rest is the query of a GET and the body of the others. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Refusals that the caller answers to itself. */
  readonly handles?: (refusal: ApiAnswer) => boolean;
};

/** Redirects are answers too: nothing is sent to another place but by whoever asked. */
const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** The answer, whatever its status. Octokit throws refusals with their request in them, credential and all: none leaves. */
const exchange = async (client: Octokit, request: ApiRequest, secrets: SecretWords): Promise<ApiAnswer> => {
  try {
    return await client.request(`${request.method} ${request.path}`, request.parameters);
  } catch (error) {
    if (error instanceof RequestError && error.response !== undefined) return error.response;
    const cause = secrets.strikeError(error instanceof RequestError ? error.cause : error);
    throw providerProblem.failed('github', request.what, 'there was no answer', null, cause);
  }
};

/**
 * Sends one request. @returns a success, a redirect, or a refusal that the caller handles
 * @throws Problem for every other answer, and where there is none
 */
export const send = async (client: Octokit, request: ApiRequest, secrets: SecretWords): Promise<ApiAnswer> => {
  const answer = await exchange(client, request, secrets);
  if (answer.status < 300 || isRedirect(answer.status) || request.handles?.(answer) === true) return answer;
  throw problemOf(request, answer, secrets);
};

/** The fields of an answer that we use. @throws Problem `provider_failed` where it is not what GitHub documents */
export const read = <T>(schema: z.ZodMiniType<T>, answer: ApiAnswer, purpose: Purpose, secrets: SecretWords): T => {
  const result = schema.safeParse(answer.status < 300 ? answer.data : undefined);
  if (result.success) return result.data;
  const cause = secrets.strikeError(result.error);
  throw providerProblem.failed('github', purpose.what, 'its answer is not the documented one', null, cause);
};
