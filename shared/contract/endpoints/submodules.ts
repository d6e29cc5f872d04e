import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { nextCursor } from '#shared/contract/list.ts';
import { Disconnected, Validation } from '#shared/contract/repository.ts';
import { AddSubmoduleBody, ReportedSubmodule, Submodule } from '#shared/contract/submodule.ts';

const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;
const ofProvider = ['provider_credential_rejected', 'provider_failed', 'provider_rate_limited'] as const;
const submodules = '/api/projects/{projectId}/repository/submodules';
const submodule = `${submodules}/{submoduleId}` as const;

export const listSubmodules = defineEndpoint({
  operationId: 'listSubmodules',
  method: 'GET',
  path: submodules,
  group: 'repository',
  access: view,
  summary: 'Lists the submodules that have a key of their own, and those of the last deployments.',
  responses: {
    200: {
      description: 'All of them.',
      schema: z.object({ submodules: z.array(Submodule), reported: z.array(ReportedSubmodule), nextCursor }),
    },
  },
  problems: ['repository_not_connected'],
});

export const addSubmodule = defineEndpoint({
  operationId: 'addSubmodule',
  method: 'POST',
  path: submodules,
  group: 'repository',
  access: manage,
  summary: 'Makes a deploy key for a private submodule, and says where to paste it.',
  body: AddSubmoduleBody,
  responses: {
    200: { description: 'It has a key already.', schema: Submodule },
    201: { description: 'The submodule with its key.', schema: Submodule },
  },
  problems: [
    'repository_not_connected',
    'repository_url_invalid',
    'repository_host_not_allowed',
    'conflict',
    ...ofProvider,
  ],
});

export const getSubmodule = defineEndpoint({
  operationId: 'getSubmodule',
  method: 'GET',
  path: submodule,
  group: 'repository',
  access: view,
  summary: 'Reads the key of a submodule, and whether it works.',
  responses: { 200: { description: 'The submodule.', schema: Submodule } },
  problems: ['repository_not_connected'],
});

export const validateSubmodule = defineEndpoint({
  operationId: 'validateSubmodule',
  method: 'POST',
  path: `${submodule}/validate`,
  group: 'repository',
  access: manage,
  summary: 'Tests the key of a submodule.',
  responses: { 200: { description: 'The result of the connection.', schema: Validation } },
  problems: ['repository_not_connected', 'conflict'],
});

export const removeSubmodule = defineEndpoint({
  operationId: 'removeSubmodule',
  method: 'DELETE',
  path: submodule,
  group: 'repository',
  access: manage,
  summary: 'Removes the key of a submodule.',
  responses: { 200: { description: 'What was removed and what is left behind.', schema: Disconnected } },
  problems: ['repository_not_connected', 'precondition_failed', 'conflict'],
});
