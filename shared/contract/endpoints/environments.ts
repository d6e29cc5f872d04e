import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import {
  CreateEnvironmentBody,
  Environment,
  ListedEnvironment,
  PauseBody,
  UpdateEnvironmentBody,
} from '#shared/contract/environment.ts';
import { includeArchived, listQueryUpTo, nextCursor, search } from '#shared/contract/list.ts';

const path = '/api/projects/{projectId}/environments';
const one = `${path}/{environmentId}` as const;
const view = { permission: 'view:projects' } as const;
const deploy = { permission: 'deploy:projects' } as const;
const manage = { permission: 'manage:projects' } as const;

export const listEnvironments = defineEndpoint({
  operationId: 'listEnvironments',
  method: 'GET',
  path,
  group: 'environments',
  access: view,
  summary: 'Lists the environments, oldest first; there are at most 20.',
  responses: {
    200: { description: 'All of them.', schema: z.object({ environments: z.array(Environment), nextCursor }) },
  },
  problems: [],
});

export const listAllEnvironments = defineEndpoint({
  operationId: 'listAllEnvironments',
  method: 'GET',
  path: '/api/environments',
  group: 'environments',
  access: view,
  summary: 'Lists the environments of all projects that the caller sees, by project, the newest project first.',
  query: z.strictObject({ include_archived: includeArchived, q: search, ...listQueryUpTo(25) }),
  responses: {
    200: {
      description: 'The environments of a page of projects.',
      schema: z.object({ environments: z.array(ListedEnvironment), nextCursor }),
    },
  },
  problems: ['invalid_cursor'],
});

export const createEnvironment = defineEndpoint({
  operationId: 'createEnvironment',
  method: 'POST',
  path,
  group: 'environments',
  access: manage,
  summary: 'Creates an environment and, if a branch is given, its mapping.',
  body: CreateEnvironmentBody,
  responses: { 201: { description: 'The environment.', schema: Environment } },
  problems: ['name_taken', 'mapping_conflict', 'conflict'],
});

export const getEnvironment = defineEndpoint({
  operationId: 'getEnvironment',
  method: 'GET',
  path: one,
  group: 'environments',
  access: view,
  summary: 'Reads an environment.',
  responses: { 200: { description: 'The environment.', schema: Environment } },
  problems: [],
});

export const updateEnvironment = defineEndpoint({
  operationId: 'updateEnvironment',
  method: 'PUT',
  path: one,
  group: 'environments',
  access: manage,
  summary: 'Changes the fields that are sent and leaves the others; the type never changes.',
  body: UpdateEnvironmentBody,
  responses: { 200: { description: 'The environment.', schema: Environment } },
  problems: ['name_taken', 'precondition_failed'],
});

export const deleteEnvironment = defineEndpoint({
  operationId: 'deleteEnvironment',
  method: 'DELETE',
  path: one,
  group: 'environments',
  access: manage,
  summary: 'Deletes an environment; force=true removes its mappings and cancels what is queued or waits.',
  query: z.strictObject({
    force: z.pipe(
      z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
      z.transform((text) => text === 'true'),
    ),
  }),
  responses: { 204: { description: 'It is gone; its deployment history stays.' } },
  problems: ['environment_in_use', 'precondition_failed'],
});

export const pauseEnvironment = defineEndpoint({
  operationId: 'pauseEnvironment',
  method: 'POST',
  path: `${one}/pause`,
  group: 'environments',
  access: deploy,
  summary:
    'Pauses an environment. Automatic deployments are held, and the newest is kept; manual deployments still run.',
  body: PauseBody,
  responses: { 200: { description: 'The environment.', schema: Environment } },
  problems: ['precondition_failed'],
});

export const resumeEnvironment = defineEndpoint({
  operationId: 'resumeEnvironment',
  method: 'POST',
  path: `${one}/resume`,
  group: 'environments',
  access: deploy,
  summary: 'Ends a pause. The held deployment is queued, unless it still needs an approval.',
  responses: { 200: { description: 'The environment.', schema: Environment } },
  problems: ['precondition_failed'],
});
