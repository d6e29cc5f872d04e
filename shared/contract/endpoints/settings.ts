import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { listQuery, nextCursor, search } from '#shared/contract/list.ts';
import {
  ProviderRepositoryListItem,
  ProviderSettings,
  UpdateProviderSettingsBody,
} from '#shared/contract/provider-settings.ts';

const path = '/api/settings/git-providers/{provider}';
const view = { permission: 'view:settings' } as const;
const manage = { permission: 'manage:settings' } as const;

export const listProviderSettings = defineEndpoint({
  operationId: 'listProviderSettings',
  method: 'GET',
  path: '/api/settings/git-providers',
  group: 'settings',
  access: view,
  summary: "Lists the organisation's settings of all four Git providers, without the credentials themselves.",
  responses: {
    200: {
      description: 'The settings of each provider, even if none are set.',
      schema: z.object({ gitProviders: z.array(ProviderSettings), nextCursor }),
    },
  },
  problems: [],
});

export const listProviderRepositories = defineEndpoint({
  operationId: 'listProviderRepositories',
  method: 'GET',
  path: `${path}/repositories`,
  group: 'settings',
  access: { permission: 'manage:projects' },
  summary: "Lists the repositories that the organisation's credential for a Git provider can reach.",
  query: z.strictObject({ q: search, ...listQuery }),
  responses: {
    200: {
      description: 'A page of repositories.',
      schema: z.object({ repositories: z.array(ProviderRepositoryListItem), nextCursor }),
    },
  },
  problems: [
    'not_found',
    'invalid_cursor',
    'provider_credential_missing',
    'provider_credential_rejected',
    'provider_failed',
    'provider_rate_limited',
  ],
});

export const getProviderSettings = defineEndpoint({
  operationId: 'getProviderSettings',
  method: 'GET',
  path,
  group: 'settings',
  access: view,
  summary: "Reads the organisation's settings of a Git provider, without the credential itself.",
  responses: { 200: { description: 'The settings, even if none are set.', schema: ProviderSettings } },
  problems: ['not_found'],
});

export const updateProviderSettings = defineEndpoint({
  operationId: 'updateProviderSettings',
  method: 'PUT',
  path,
  group: 'settings',
  access: manage,
  summary: 'Sets a credential, which is verified first, or the address of a self-hosted server.',
  body: UpdateProviderSettingsBody,
  responses: { 200: { description: 'The settings.', schema: ProviderSettings } },
  problems: [
    'not_found',
    'provider_credential_rejected',
    'provider_failed',
    'provider_rate_limited',
    'precondition_failed',
  ],
});

export const deleteProviderSettings = defineEndpoint({
  operationId: 'deleteProviderSettings',
  method: 'DELETE',
  path,
  group: 'settings',
  access: manage,
  summary: 'Removes the credential and the address of a self-hosted server; repositories stay connected.',
  responses: { 204: { description: 'They are gone.' } },
  problems: ['not_found', 'precondition_failed'],
});
