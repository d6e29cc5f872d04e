import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { Problem } from '#shared/contract/problem.ts';
import { RefusedWrite } from '#shared/data/table/refused-write.ts';
import type { Caller } from '#shared/domain/access/principal.ts';
import { isRepeatedIdleClaim } from './idle-claims.ts';
import { errorFields, log } from './log.ts';
import { problemReply } from './problem-reply.ts';
import { providerErrors } from './provider-errors.ts';

type Event = APIGatewayProxyEventV2;

/** Writes the log line of a request, and turns errors into problems. */
export const requestLog = (
  row: Pick<Endpoint, 'operationId'>,
  principals: WeakMap<Event, Caller>,
  publicUrl: string,
): MiddlewareObj<Event, APIGatewayProxyStructuredResultV2> => {
  const started = new WeakMap<Event, number>();
  const write = (event: Event, status: number, error: unknown): void => {
    const principal = principals.get(event);
    const runner = `${principal?.id} ${event.pathParameters?.environmentId}`;
    if (isRepeatedIdleClaim(row.operationId, status, runner, performance.now())) return;
    // A refused write is answered as a fault of the request, and may be one of ours all the same.
    const level = status >= 500 || error instanceof RefusedWrite ? 'error' : 'info';
    const fields = {
      requestId: event.requestContext.requestId,
      operation: row.operationId,
      status,
      durationMs: Math.round(performance.now() - (started.get(event) ?? 0)),
      principal: principal?.id ?? null,
      organization: principal?.organization?.id ?? null,
      project: event.pathParameters?.projectId?.slice(0, 40) ?? null,
      code: error instanceof Problem ? error.code : null,
      ...(level === 'error' ? errorFields(error) : {}),
    };
    log(level, 'request', fields, providerErrors(error));
  };
  return {
    before: ({ event }) => {
      started.set(event, performance.now());
    },
    after: ({ event, response }) => write(event, response?.statusCode ?? 200, null),
    onError: (request) => {
      request.response = problemReply(request.error, request.event.requestContext.requestId, publicUrl);
      write(request.event, request.response.statusCode ?? 500, request.error);
    },
  };
};
