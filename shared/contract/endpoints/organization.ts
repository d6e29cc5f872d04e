import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { Me } from '#shared/contract/me.ts';

export const getMe = defineEndpoint({
  operationId: 'getMe',
  method: 'GET',
  path: '/api/me',
  group: 'organization',
  access: 'any',
  summary: 'Tells who asks, in which organisation, with which permissions.',
  responses: { 200: { description: 'The principal.', schema: Me } },
  problems: [],
});
