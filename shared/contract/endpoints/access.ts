import * as z from 'zod/mini';
import {
  AccessCandidate,
  AccessExplanation,
  AccessGrant,
  ProjectAccess,
  UpdateAccessBody,
  UpdateGrantBody,
} from '#shared/contract/access.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { search } from '#shared/contract/list.ts';

const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;
const path = '/api/projects/{projectId}/access';

export const getAccess = defineEndpoint({
  operationId: 'getAccess',
  method: 'GET',
  path,
  group: 'projects',
  access: view,
  summary: 'Tells who may see the project: everybody whose role allows it, or only those with a grant.',
  responses: { 200: { description: 'The mode and the grants, by name.', schema: ProjectAccess } },
  problems: [],
});

export const updateAccess = defineEndpoint({
  operationId: 'updateAccess',
  method: 'PUT',
  path,
  group: 'projects',
  access: manage,
  summary: 'Opens or restricts a project, and replaces its grants. Who restricts it is granted manage.',
  body: UpdateAccessBody,
  responses: { 200: { description: 'The mode and the grants.', schema: ProjectAccess } },
  problems: ['conflict', 'precondition_failed'],
});

export const findAccessCandidates = defineEndpoint({
  operationId: 'findAccessCandidates',
  method: 'GET',
  path: `${path}/candidates`,
  group: 'projects',
  access: manage,
  summary: 'Finds the active members and API keys whom the project may grant something, by a part of the name.',
  query: z.strictObject({ q: search }),
  responses: {
    200: {
      description: 'At most 25 by name.',
      schema: z.object({ candidates: z.array(AccessCandidate) }),
    },
  },
  problems: [],
});

export const explainAccess = defineEndpoint({
  operationId: 'explainAccess',
  method: 'GET',
  path: `${path}/{principalId}`,
  group: 'projects',
  access: view,
  summary: 'Tells why a member or an API key sees the project or does not. Others than oneself need manage:projects.',
  responses: { 200: { description: 'What they may do, and why.', schema: AccessExplanation } },
  problems: [],
});

export const updateGrant = defineEndpoint({
  operationId: 'updateGrant',
  method: 'PUT',
  path: `${path}/{principalId}`,
  group: 'projects',
  access: manage,
  summary: 'Grants a member or an API key view, deploy or manage.',
  body: UpdateGrantBody,
  responses: {
    200: { description: 'The grant, which another level had before.', schema: AccessGrant },
    201: { description: 'The new grant.', schema: AccessGrant },
  },
  problems: ['conflict', 'precondition_failed'],
});

export const deleteGrant = defineEndpoint({
  operationId: 'deleteGrant',
  method: 'DELETE',
  path: `${path}/{principalId}`,
  group: 'projects',
  access: manage,
  summary: 'Takes a grant away. To take away what one manages the project by, add force=true.',
  query: z.strictObject({
    force: z.pipe(
      z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
      z.transform((text) => text === 'true'),
    ),
  }),
  responses: { 204: { description: 'There is no grant.' } },
  problems: ['conflict', 'precondition_failed'],
});
