import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { listQuery, nextCursor } from '#shared/contract/list.ts';
import { RemoteRef, remoteRefFilter } from '#shared/contract/remote-ref.ts';
import { Removal } from '#shared/contract/removal.ts';
import {
  ConnectRepositoryBody,
  Disconnected,
  Repository,
  RotateBody,
  UpdateRepositoryBody,
  Validation,
  WebhookSecret,
} from '#shared/contract/repository.ts';

// Of the same group.
export * from './submodules.ts';

const path = '/api/projects/{projectId}/repository';
const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;
/** The problems of a provider's API, if a credential is set. */
const ofProvider = ['provider_credential_rejected', 'provider_failed', 'provider_rate_limited'] as const;

export const getRepository = defineEndpoint({
  operationId: 'getRepository',
  method: 'GET',
  path,
  group: 'repository',
  access: view,
  summary: 'Reads the connected repository, its key and webhook, and the next steps.',
  responses: { 200: { description: 'The repository, without the webhook secret.', schema: Repository } },
  problems: ['repository_not_connected'],
});

export const listRepositoryBranches = defineEndpoint({
  operationId: 'listRepositoryBranches',
  method: 'GET',
  path: `${path}/branches`,
  group: 'repository',
  access: { permission: 'deploy:projects' },
  summary:
    'Lists the branches and tags that the repository has now, by name; with pattern, those that a mapping would match.',
  query: z.strictObject({ ...remoteRefFilter, ...listQuery }),
  responses: {
    200: { description: 'A page of branches, then tags.', schema: z.object({ refs: z.array(RemoteRef), nextCursor }) },
  },
  problems: ['repository_not_connected', 'invalid_cursor', 'conflict', 'provider_failed'],
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
    200: { description: 'The repository was already connected by an earlier call.', schema: Repository },
    201: { description: 'The repository, with the webhook secret if a person has to paste it.', schema: Repository },
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

export const getRepositoryRemoval = defineEndpoint({
  operationId: 'getRepositoryRemoval',
  method: 'GET',
  path: `${path}/removal`,
  group: 'repository',
  access: manage,
  summary: 'Tells before a disconnection what it will remove, and what a person has to remove at the provider.',
  responses: { 200: { description: 'What a disconnection removes.', schema: Removal } },
  problems: ['repository_not_connected'],
});

export const regenerateKey = defineEndpoint({
  operationId: 'regenerateKey',
  method: 'POST',
  path: `${path}/regenerate-key`,
  group: 'repository',
  access: manage,
  summary: 'Makes a new deploy key. The old key works until the new one is proved; with revokeNow it ends at once.',
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
  summary: 'Makes a new webhook URL and secret. The old ones work for 24 hours; with revokeNow they end at once.',
  body: RotateBody,
  bodyOptional: true,
  responses: { 200: { description: 'The repository with the new URL and secret.', schema: Repository } },
  problems: ['repository_not_connected', 'conflict', ...ofProvider],
});

export const revealSecret = defineEndpoint({
  operationId: 'revealSecret',
  method: 'POST',
  path: `${path}/reveal-secret`,
  group: 'repository',
  access: manage,
  summary: 'Shows the secret of the webhook once more, if a person has pasted it. The audit log tells who saw it.',
  responses: { 200: { description: 'The present webhook with its secret.', schema: WebhookSecret } },
  problems: ['repository_not_connected', 'conflict'],
});

export const validateRepository = defineEndpoint({
  operationId: 'validateRepository',
  method: 'POST',
  path: `${path}/validate`,
  group: 'repository',
  access: manage,
  summary: 'Tests the connection with the deploy key, and lists the branches.',
  responses: { 200: { description: 'The result of the connection.', schema: Validation } },
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
