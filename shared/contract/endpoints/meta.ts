import * as z from 'zod/mini';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { WellKnown } from '#shared/contract/well-known.ts';

export const getHealth = defineEndpoint({
  operationId: 'getHealth',
  method: 'GET',
  path: '/api/health',
  group: 'meta',
  access: 'public',
  summary: 'Shows that the API answers, and its version.',
  responses: {
    200: { description: 'It answers.', schema: z.object({ status: z.literal('ok'), version: z.string() }) },
  },
  problems: [],
});

export const getOpenapi = defineEndpoint({
  operationId: 'getOpenapi',
  method: 'GET',
  path: '/api/openapi.json',
  group: 'meta',
  access: 'public',
  summary: 'This API as an OpenAPI 3.1 document.',
  responses: { 200: { description: 'The document.', schema: z.looseObject({ openapi: z.string() }) } },
  problems: [],
});

export const getProblemPage = defineEndpoint({
  operationId: 'getProblemPage',
  method: 'GET',
  path: '/docs/problems/{code}',
  group: 'meta',
  access: 'public',
  summary: 'Explains a problem code: HTML for a browser, Markdown otherwise.',
  responses: { 200: { description: 'The page.', schema: z.string(), contentType: 'text/markdown' } },
  problems: ['not_found'],
});

export const getWellKnown = defineEndpoint({
  operationId: 'getWellKnown',
  method: 'GET',
  path: '/api/.well-known/ocore.json',
  group: 'meta',
  access: 'public',
  summary: 'Tells clients where the API is and how people sign in.',
  responses: { 200: { description: 'What a client needs.', schema: WellKnown } },
  problems: [],
});
