import { defineEndpoint } from '#shared/contract/endpoint.ts';
import {
  ConnectRepositoryBody,
  Disconnected,
  Repository,
  RotateBody,
  UpdateRepositoryBody,
  Validation,
} from '#shared/contract/repository.ts';

const path = '/api/projects/{projectId}/repository';
const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;
/** What the provider's API can end in, where a credential is set. */
const ofProvider = ['provider_credential_rejected', 'provider_failed', 'provider_rate_limited'] as const;

export const getRepository = defineEndpoint({
  operationId: 'getRepository',
  method: 'GET',
  path,
  group: 'repository',
  access: view,
  summary: 'Reads the connected repository, its key and webhook, and what is still to do.',
  responses: { 200: { description: 'The repository, without the webhook secret.', schema: Repository } },
  problems: ['repository_not_connected'],
});

export const connectRepository = defineEndpoint({
  operationId: 'connectRepository',
  method: 'POST',
  path,
  group: 'repository',
  access: manage,
  summary: 'Connects a Git repository: makes a deploy key and a webhook and says what to paste where.',
  body: ConnectRepositoryBody,
  responses: {
    200: { description: 'The same call had been made before.', schema: Repository },
    201: { description: 'The repository, with the webhook secret where a person has to paste it.', schema: Repository },
  },
  problems: [
    'repository_url_invalid',
    'repository_host_not_allowed',
    'repository_already_connected',
    'project_archived',
    'deploy_key_in_use',
    'conflict',
    ...ofProvider,
  ],
});

export const updateRepository = defineEndpoint({
  operationId: 'updateRepository',
  method: 'PUT',
  path,
  group: 'repository',
  access: manage,
  summary: 'Changes the default branch.',
  body: UpdateRepositoryBody,
  responses: { 200: { description: 'The repository.', schema: Repository } },
  problems: ['repository_not_connected', 'precondition_failed', 'conflict'],
});

export const disconnectRepository = defineEndpoint({
  operationId: 'disconnectRepository',
  method: 'DELETE',
  path,
  group: 'repository',
  access: manage,
  summary: 'Disconnects the repository and says what it could not remove.',
  responses: { 200: { description: 'What was removed and what is left behind.', schema: Disconnected } },
  problems: ['repository_not_connected', 'precondition_failed', 'conflict'],
});

export const regenerateKey = defineEndpoint({
  operationId: 'regenerateKey',
  method: 'POST',
  path: `${path}/regenerate-key`,
  group: 'repository',
  access: manage,
  summary: 'Makes a new deploy key; the old one works until the new one is proved, or not at all with revokeNow.',
  body: RotateBody,
  bodyOptional: true,
  responses: { 200: { description: 'The repository with its new key.', schema: Repository } },
  problems: ['repository_not_connected', 'deploy_key_in_use', 'conflict', ...ofProvider],
});

export const reconfigureWebhook = defineEndpoint({
  operationId: 'reconfigureWebhook',
  method: 'POST',
  path: `${path}/reconfigure-webhook`,
  group: 'repository',
  access: manage,
  summary: 'Makes a new webhook URL and secret; the old ones work for 24 hours, or not at all with revokeNow.',
  body: RotateBody,
  bodyOptional: true,
  responses: { 200: { description: 'The repository with the new URL and secret.', schema: Repository } },
  problems: ['repository_not_connected', 'conflict', ...ofProvider],
});

export const validateRepository = defineEndpoint({
  operationId: 'validateRepository',
  method: 'POST',
  path: `${path}/validate`,
  group: 'repository',
  access: manage,
  summary: 'Really connects to the repository with its deploy key, and lists its branches.',
  responses: { 200: { description: 'What the connection came to.', schema: Validation } },
  problems: ['repository_not_connected', 'conflict'],
});

export const syncRepository = defineEndpoint({
  operationId: 'syncRepository',
  method: 'POST',
  path: `${path}/sync`,
  group: 'repository',
  access: manage,
  summary: 'Asks the provider where the repository is now, and follows renames and transfers.',
  responses: { 200: { description: 'The repository.', schema: Repository } },
  problems: ['repository_not_connected', 'provider_credential_missing', 'conflict', ...ofProvider],
});
