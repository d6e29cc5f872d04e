import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { AuditedResource } from '#shared/contract/audited-resource.ts';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { Problem } from '#shared/contract/problem.ts';
import { cutText } from '#shared/contract/text-limits.ts';
import { type Denial, recordDenial } from '#shared/data/audit/record-denial.ts';
import type { Caller } from '#shared/domain/access/principal.ts';
import { callerAddress } from './check-origin.ts';
import { errorFields, log } from './log.ts';

type Event = APIGatewayProxyEventV2;

/** What the last parameter of a path names. */
const named: Readonly<Record<string, AuditedResource>> = {
  projectId: 'project',
  environmentId: 'environment',
  mappingId: 'mapping',
  deploymentId: 'deployment',
  deliveryId: 'delivery',
  submoduleId: 'submodule',
  provider: 'settings',
  memberId: 'member',
  roleId: 'role',
  apiKeyId: 'api-key',
  principalId: 'access',
};

/** What a path without parameters is about, by its words. */
const worded: readonly (readonly [string, AuditedResource])[] = [
  ['/api/projects', 'project'],
  ['/api/environments', 'environment'],
  ['/api/settings', 'settings'],
  ['/api/members', 'member'],
  ['/api/roles', 'role'],
  ['/api/api-keys', 'api-key'],
];

/** The longest id that is kept of what a caller wrote. */
const longestId = 64;

/** What a call was about, from its path alone: whether it exists is not asked. */
const resourceOf = (row: Endpoint, event: Event): Pick<Denial, 'resourceType' | 'resourceId' | 'projectId'> => {
  const parameters = event.pathParameters ?? {};
  const last = [...row.path.matchAll(/\{([^{}]+)\}/g)].at(-1)?.[1];
  const idOf = (name: string | undefined) =>
    name === undefined || parameters[name] === undefined ? null : cutText(parameters[name], longestId);
  const byWord = worded.find(([path]) => row.path.startsWith(path))?.[1] ?? 'organization';
  return {
    resourceType: (last === undefined ? undefined : named[last]) ?? byWord,
    resourceId: idOf(last),
    projectId: idOf('projectId'),
  };
};

/**
 * Whether an error denies something: each 403 and, under a project, each 404. What is hidden is recorded like what is
 * missing, so that the cost of the call does not tell them apart.
 */
const denies = (error: unknown, event: Event): boolean =>
  error instanceof Problem &&
  (error.code === 'permission_missing' ||
    (error.code === 'not_found' && event.pathParameters?.projectId !== undefined));

/**
 * Records denials in the audit log. Strangers, who are in no organisation, leave only a log line. A record that cannot be
 * written never changes the answer.
 * Source: docs/design/security-model.md, "Denials".
 */
export const denialLog = (
  row: Endpoint,
  principals: WeakMap<Event, Caller>,
): MiddlewareObj<Event, APIGatewayProxyStructuredResultV2> => ({
  onError: async ({ event, error }) => {
    const principal = principals.get(event);
    if (principal === undefined || principal.organization === null || !denies(error, event)) return;
    const { requestId } = event.requestContext;
    const denial: Denial = {
      principal,
      operationId: row.operationId,
      ...resourceOf(row, event),
      requestId,
      sourceIp: callerAddress(event),
      now: new Date().toISOString(),
    };
    await recordDenial(denial).catch((lost: unknown) => {
      log('warn', 'denial not recorded', { requestId, operation: row.operationId, ...errorFields(lost) });
    });
  },
});
