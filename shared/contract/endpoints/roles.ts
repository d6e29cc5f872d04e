import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { nextCursor } from '#shared/contract/list.ts';
import { CreateRoleBody, DescribedPermission, Role, UpdateRoleBody } from '#shared/contract/role.ts';

const path = '/api/roles';
const one = `${path}/{roleId}` as const;
const view = { permission: 'view:roles' } as const;
const manage = { permission: 'manage:roles' } as const;

export const listRoles = defineEndpoint({
  operationId: 'listRoles',
  method: 'GET',
  path,
  group: 'organization',
  access: view,
  summary: 'Lists the roles: those of every organisation first, then its own, oldest first; there are at most 54.',
  responses: { 200: { description: 'All of them.', schema: z.object({ roles: z.array(Role), nextCursor }) } },
  problems: [],
});

export const createRole = defineEndpoint({
  operationId: 'createRole',
  method: 'POST',
  path,
  group: 'organization',
  access: manage,
  summary: 'Creates a role. Nobody gives a role a permission that they lack.',
  body: CreateRoleBody,
  responses: { 201: { description: 'The role.', schema: Role } },
  problems: ['name_taken', 'conflict'],
});

export const getRole = defineEndpoint({
  operationId: 'getRole',
  method: 'GET',
  path: one,
  group: 'organization',
  access: view,
  summary: 'Reads a role.',
  responses: { 200: { description: 'The role.', schema: Role } },
  problems: ['not_found'],
});

export const updateRole = defineEndpoint({
  operationId: 'updateRole',
  method: 'PUT',
  path: one,
  group: 'organization',
  access: manage,
  summary: 'Changes the fields that are sent and leaves the others. Its members have the new permissions at once.',
  body: UpdateRoleBody,
  responses: { 200: { description: 'The role.', schema: Role } },
  problems: ['not_found', 'name_taken', 'conflict', 'precondition_failed'],
});

export const deleteRole = defineEndpoint({
  operationId: 'deleteRole',
  method: 'DELETE',
  path: one,
  group: 'organization',
  access: manage,
  summary: 'Deletes a role that nobody has.',
  responses: { 204: { description: 'It is gone.' } },
  problems: ['not_found', 'conflict', 'precondition_failed'],
});

export const listPermissions = defineEndpoint({
  operationId: 'listPermissions',
  method: 'GET',
  path: '/api/permissions',
  group: 'organization',
  access: 'any',
  summary: 'Lists all permissions that a role or an API key may have, and what each includes.',
  responses: {
    200: { description: 'All of them.', schema: z.object({ permissions: z.array(DescribedPermission) }) },
  },
  problems: [],
});
