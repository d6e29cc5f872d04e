import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { Me } from '#shared/contract/me.ts';

export const getMe = defineEndpoint({
  operationId: 'getMe',
  method: 'GET',
  path: '/api/me',
  group: 'organization',
  access: 'any',
  summary: 'Returns the caller, with organisation and permissions.',
  responses: { 200: { description: 'The principal.', schema: Me } },
  problems: [],
});
