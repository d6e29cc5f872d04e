import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { loadConfig } from '#shared/config/load-config.ts';
import { allowedMethods } from '#shared/contract/allowed-methods.ts';
import { Problem } from '#shared/contract/problem.ts';
import { log } from '#shared/http/log.ts';
import { problemReply } from '#shared/http/problem-reply.ts';

const { PUBLIC_URL } = loadConfig(['PUBLIC_URL']);

/**
 * Answers requests that match no route: 405 with Allow for a known path, 404 otherwise.
 * Source: docs/design/api-conventions.md, "The endpoint table".
 */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { requestId, http } = event.requestContext;
  const allowed = allowedMethods(event.rawPath);
  const problem =
    allowed.length === 0
      ? new Problem('not_found', 'There is nothing at this address. GET /api/openapi.json lists every address.')
      : new Problem(
          'method_not_allowed',
          `This address takes ${allowed.join(', ')}, not ${http.method.slice(0, 20)}.`,
          {
            headers: { allow: allowed.join(', ') },
          },
        );
  log('info', 'request', { requestId, operation: 'noRoute', status: problem.status, code: problem.code });
  return problemReply(problem, requestId, PUBLIC_URL);
};
