import * as z from 'zod/mini';
import { ApiKey, ApiKeyWithSecret, CreateApiKeyBody } from '#shared/contract/api-key.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { listQuery, nextCursor } from '#shared/contract/list.ts';
import { Me } from '#shared/contract/me.ts';
import { AcceptInvitationBody, Member } from '#shared/contract/member.ts';
import { RotateBody } from '#shared/contract/repository.ts';

export const getMe = defineEndpoint({
  operationId: 'getMe',
  method: 'GET',
  path: '/api/me',
  group: 'organization',
  access: 'caller',
  summary: 'Returns the caller, with organisation and permissions.',
  responses: { 200: { description: 'The principal.', schema: Me } },
  problems: [],
});

export const acceptInvitation = defineEndpoint({
  operationId: 'acceptInvitation',
  method: 'POST',
  path: '/api/invitations/accept',
  group: 'organization',
  access: 'public',
  summary: 'Joins the organisation that the e-mail address in an ID token is invited to.',
  description:
    'Clients call it after each sign-in, before they first use the access token, and go on after a 404. It needs no bearer token: the ID token proves who calls. Where several invitations wait, `organization` names one by its slug.',
  body: AcceptInvitationBody,
  responses: { 200: { description: 'The member, also where the invitation was accepted before.', schema: Member } },
  problems: ['unauthenticated', 'not_found', 'conflict', 'service_unavailable'],
});

const apiKeys = '/api/api-keys';
const viewKeys = { permission: 'view:api-keys' } as const;
const manageKeys = { permission: 'manage:api-keys' } as const;

export const listApiKeys = defineEndpoint({
  operationId: 'listApiKeys',
  method: 'GET',
  path: apiKeys,
  group: 'organization',
  access: viewKeys,
  summary: 'Lists the API keys of the organisation, newest first.',
  query: z.strictObject(listQuery),
  responses: {
    200: { description: 'A page of keys.', schema: z.object({ apiKeys: z.array(ApiKey), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const createApiKey = defineEndpoint({
  operationId: 'createApiKey',
  method: 'POST',
  path: apiKeys,
  group: 'organization',
  access: manageKeys,
  summary: 'Makes an API key. Its text is in this answer alone; a repetition under the same Idempotency-Key has null.',
  body: CreateApiKeyBody,
  responses: { 201: { description: 'The key, with its text.', schema: ApiKeyWithSecret } },
  problems: ['conflict'],
});

export const getApiKey = defineEndpoint({
  operationId: 'getApiKey',
  method: 'GET',
  path: `${apiKeys}/{apiKeyId}`,
  group: 'organization',
  access: viewKeys,
  summary: 'Reads an API key, without its text.',
  responses: { 200: { description: 'The key.', schema: ApiKey } },
  problems: ['not_found'],
});

export const rotateApiKey = defineEndpoint({
  operationId: 'rotateApiKey',
  method: 'POST',
  path: `${apiKeys}/{apiKeyId}/rotate`,
  group: 'organization',
  access: manageKeys,
  summary: 'Makes a new secret for an API key. The old one works for 24 hours; with revokeNow it ends at once.',
  body: RotateBody,
  bodyOptional: true,
  responses: { 201: { description: 'The key, with its new text.', schema: ApiKeyWithSecret } },
  problems: ['not_found', 'conflict'],
});

export const revokeApiKey = defineEndpoint({
  operationId: 'revokeApiKey',
  method: 'DELETE',
  path: `${apiKeys}/{apiKeyId}`,
  group: 'organization',
  access: manageKeys,
  summary: 'Revokes an API key. It is refused everywhere within 60 seconds.',
  responses: { 204: { description: 'It is revoked.' } },
  problems: ['not_found', 'precondition_failed', 'last_owner'],
});
