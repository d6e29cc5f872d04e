import { ProblemDocument } from '#shared/contract/problem-document.ts';

/** A failed call: the problem, if the service sent one, and always a message. `status` is 0 if no answer came. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly problem: ProblemDocument | null;
  readonly retryAfter: string | null;

  constructor(
    message: string,
    details: { status: number; problem?: ProblemDocument; retryAfter?: string | null; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.problem = details.problem ?? null;
    this.retryAfter = details.retryAfter ?? null;
  }

  /** @param why follows the address; null if the cause is unknown */
  static unreachable(baseUrl: string, cause: unknown, why: string | null = null): ApiFailure {
    const said = why ?? 'does not answer. Check the address and that the service runs';
    return new ApiFailure(`${baseUrl} ${said}.`, { status: 0, cause });
  }
}

const ofGateway: Readonly<Record<number, string>> = {
  401: 'No token was sent, or the request went round the public address of the service.',
  403: 'The gateway refused the request.',
  413: 'The request is too large.',
  429: 'Too many requests. Try again in a moment.',
  431: 'The address and the headers are too long.',
  500: 'The service failed. Try again in a moment.',
  503: 'The service does not answer in time. Try again in a moment.',
};

/** Reads an answer that is not 2xx: a problem, the gateway's `{"message"}`, or anything else. */
export const failureOf = async (response: Response): Promise<ApiFailure> => {
  const text = await response.text().catch(() => '');
  const retryAfter = response.headers.get('retry-after');
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // Not JSON, for instance a proxy's page. The status has to suffice.
  }
  const problem = ProblemDocument.safeParse(json);
  const { status } = response;
  if (problem.success) return new ApiFailure(problem.data.detail, { status, problem: problem.data, retryAfter });
  return new ApiFailure(ofGateway[status] ?? `The service answered ${status}.`, { status, retryAfter });
};
