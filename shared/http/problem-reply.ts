import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Problem } from '#shared/contract/problem.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import type { ProblemDocument } from '#shared/contract/problem-document.ts';

/**
 * Renders a problem. Only this function does. Any other error becomes a 500 without details.
 * @param publicUrl for the link to the page of the code
 */
export const problemReply = (
  error: unknown,
  requestId: string,
  publicUrl: string,
): APIGatewayProxyStructuredResultV2 => {
  const problem =
    error instanceof Problem
      ? error
      : new Problem('internal', 'Try again in a moment. If it persists, give your administrator the request id.');
  const { status, title } = problemCodes[problem.code];
  const document: ProblemDocument = {
    type: `${publicUrl}/docs/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance: `urn:ocore:request:${requestId}`,
    code: problem.code,
    requestId,
    ...(problem.errors.length === 0 ? {} : { errors: [...problem.errors] }),
    ...(problem.requiredPermission === undefined ? {} : { requiredPermission: problem.requiredPermission }),
    ...(problem.organizations.length === 0 ? {} : { organizations: [...problem.organizations] }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
      ...(problem.retryAfterSeconds === null ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
      ...problem.headers,
    },
    body: JSON.stringify(document),
  };
};
