import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Variable } from '#shared/config/load-config.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { functionFile } from '#shared/contract/function-file.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { visibilityPermission } from '#shared/domain/access/authorize.ts';
import type { Caller, Principal } from '#shared/domain/access/principal.ts';
import { callerAddress, checkOrigin } from './check-origin.ts';
import { checkVersion, type VersionedRecord } from './check-version.ts';
import { denialLog } from './denial-log.ts';
import { callerOf, principalOf } from './principal-of.ts';
import { type VisibleReads, visibleReads } from './read-visible.ts';
import { renderReply } from './render-reply.ts';
import { idempotencyClaimOf } from './replay.ts';
import { requestBody } from './request-body.ts';
import type { RequestContext } from './request-context.ts';
import { requestLog } from './request-log.ts';
import { requirePermission } from './require-permission.ts';
import { type Operation, type Repetition, runOperation } from './run-operation.ts';
import { startFunction } from './start-function.ts';
import { validate } from './validate.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

type Options<E extends Endpoint> = Partial<Repetition<E>> & {
  /** Environment variables that the operation needs in addition to PUBLIC_URL. */
  readonly config?: readonly Variable[];
};

// Deny by default: only a row with `access: 'public'` is public.
const authenticate = (row: Endpoint, event: Event): Caller | null => {
  if (row.access === 'public') return null;
  if (row.access === 'caller') return callerOf(event);
  if (row.access === 'any') return principalOf(event);
  const needed = visibilityPermission(row.access.permission);
  return principalOf(event, needed);
};

const mutationOf = (row: Endpoint, event: Event, principal: Principal, body: unknown, now: string): Mutation => ({
  principal,
  requestId: event.requestContext.requestId,
  sourceIp: callerAddress(event),
  now,
  idempotency: idempotencyClaimOf(row, principal.id, event.rawPath, event.headers['idempotency-key'], body),
});

/** The whole permission of a row: of a project by what the operation reads, otherwise at once. */
const bindPermission = (row: Endpoint, event: Event, principal: Principal | null): Partial<VisibleReads> => {
  if (principal === null || typeof row.access === 'string') return {};
  const projectId = event.pathParameters?.projectId;
  if (projectId !== undefined) return visibleReads(principal, row.access.permission, projectId);
  requirePermission(principal, row.access.permission, null);
  return {};
};

/**
 * Makes the Lambda of a row: authentication, the permission to see, body, validation, the operation, its answer or its
 * problem, and one log line. Errors come in this order (docs/design/api-conventions.md, "Order of errors"): 401, 403 without
 * the view permission, 400, and then the errors of the operation.
 */
export const endpoint = <const E extends Endpoint>(row: E, operation: Operation<E>, options: Options<E> = {}) => {
  const { PUBLIC_URL: publicUrl } = startFunction(functionFile(row), ['PUBLIC_URL', ...(options.config ?? [])]);
  const principals = new WeakMap<Event, Caller>();
  const { replay, ...how } = options;
  const repetition = replay === undefined ? undefined : { replay, ...how };

  const serve = async (event: Event): Promise<Result> => {
    const now = new Date().toISOString();
    const caller = principals.get(event) ?? null;
    // One who has chosen no organisation changes nothing and needs no permission.
    const principal = caller?.organization == null ? null : caller;
    const query = row.query === undefined ? undefined : validate(row.query, event.queryStringParameters ?? {}, 'query');
    const body = row.body === undefined ? undefined : validate(row.body, event.body, 'body');
    const context = {
      principal: caller,
      params: event.pathParameters ?? {},
      query,
      body,
      now,
      requestId: event.requestContext.requestId,
      sourceIp: callerAddress(event),
      path: event.rawPath,
      mutation: principal === null ? null : mutationOf(row, event, principal, body, now),
      checkVersion: (read: VersionedRecord) => checkVersion(event.headers['if-match'], read),
      header: (name: string) => event.headers[name],
      publicUrl,
      ...bindPermission(row, event, principal),
      // The type of the row decides which of these are null or undefined.
    } as unknown as RequestContext<E>;
    return renderReply(event, await runOperation(context, operation, repetition));
  };

  return middy<Event, Result>()
    .use(requestLog(row, principals, publicUrl))
    .before(({ event }) => checkOrigin(event, publicUrl))
    .use(denialLog(row, principals))
    .before((request) => {
      const principal = authenticate(row, request.event);
      if (principal === null) return;
      principals.set(request.event, principal);
      if (typeof row.access !== 'string' && principal.organization !== null)
        requirePermission(principal, visibilityPermission(row.access.permission), null);
    })
    .use(requestBody(row))
    .handler(serve);
};
