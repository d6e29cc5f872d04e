import * as z from 'zod/mini';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiRequestBodyObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Endpoint, Response } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { type Describable, describeFields } from './openapi/describe-fields.ts';
import { exampleLogText } from './openapi/example-resources.ts';
import { linksOf } from './openapi/links.ts';
import { operationExamples } from './openapi/operation-examples.ts';
import { parametersOf } from './openapi/parameters.ts';
import { schemaRules } from './openapi/schema-rules.ts';
import { type ProblemCode, problemCodes } from './problem-code.ts';
import { ProblemDocument } from './problem-document.ts';
import { version } from './version.ts';

const isSingle = (row: Endpoint): boolean => row.path.endsWith('}') || row.path.endsWith('/repository');
const hasEtag = (row: Endpoint, status: number): boolean =>
  row.method === 'GET' || (isSingle(row) && status === 200 && row.method !== 'POST');

// `permission_missing` also tells of an `X-Org-Slug` of another organisation.
const everywhere = [
  ...(['unauthenticated', 'permission_missing', 'internal', 'rate_limited', 'service_unavailable'] as const),
];

/** The problems that a row can return in addition to its own. */
const everyProblem = (row: Endpoint): ProblemCode[] => [
  'origin_refused',
  ...(row.access === 'public' ? [] : everywhere),
  ...(row.path.includes('{projectId}') ? (['not_found'] as const) : []),
  ...(row.query === undefined && row.body === undefined ? [] : (['validation_failed'] as const)),
  ...(row.body === undefined ? [] : (['malformed_json', 'unsupported_media_type'] as const)),
  ...(row.method === 'GET' ? [] : (['body_too_large'] as const)),
  ...(row.method === 'POST' && row.access !== 'public'
    ? (['validation_failed', 'idempotency_in_progress', 'idempotency_mismatch'] as const)
    : []),
];

/** What the gateway answers before, or in the place of, a function. */
const GatewayMessage = z.object({ message: z.string() }).register(z.globalRegistry, {
  id: 'GatewayMessage',
  description: 'An error of the gateway, which no function has seen.',
});
const ofGateway = new Set([413, 429, 500, 503]);
const isGateways = (row: Endpoint, status: number): boolean =>
  ofGateway.has(status) || (row.access !== 'public' && (status === 401 || status === 403));

/** Request line and headers of more than 10,240 bytes, which no function sees. */
const tooManyHeaders: ZodOpenApiResponseObject = {
  id: 'TooManyHeaders',
  description: 'The request line and the headers are longer than 10,240 bytes.',
  content: { 'application/json': { schema: GatewayMessage } },
};

const problemResponses = (row: Endpoint): Record<string, ZodOpenApiResponseObject> => {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of [...row.problems, ...everyProblem(row)]) {
    const { status } = problemCodes[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: `Problem: ${[...codes].sort().join(', ')}.`,
        content: {
          'application/problem+json': { schema: ProblemDocument },
          ...(isGateways(row, Number(status)) ? { 'application/json': { schema: GatewayMessage } } : {}),
        },
      },
    ]),
  );
};

const responseHeaders = (row: Endpoint, status: number) =>
  z.object({
    'X-Request-Id': z.string().register(z.globalRegistry, { description: 'Quote it when you ask for help.' }),
    ...(status === 201 ? { Location: z.string() } : {}),
    ...(hasEtag(row, status) ? { ETag: z.optional(z.string()) } : {}),
  });

const linksIn = (links: ReturnType<typeof linksOf>) => (Object.keys(links).length === 0 ? {} : { links });

const contentOf = (row: Endpoint, schema: z.ZodMiniType, { contentType = 'application/json', orText }: Response) => ({
  [contentType]: { schema, example: operationExamples[row.operationId]?.answer },
  ...(orText === true ? { 'text/plain': { schema: z.string(), example: exampleLogText } } : {}),
});

const bodyOf = (row: Endpoint, schema: z.ZodMiniType): ZodOpenApiRequestBodyObject => ({
  required: row.bodyOptional !== true,
  content: { 'application/json': { schema, example: operationExamples[row.operationId]?.request } },
});

const operationOf = (row: Endpoint): ZodOpenApiOperationObject => ({
  operationId: row.operationId,
  tags: [row.group],
  summary: row.summary,
  description:
    typeof row.access === 'object'
      ? `Needs the permission \`${row.access.permission}\`.`
      : (row.description ?? row.summary),
  security: row.access === 'public' ? [] : [{ bearer: [] }],
  requestParams: parametersOf(row),
  ...(row.body === undefined ? {} : { requestBody: bodyOf(row, row.body) }),
  responses: {
    ...Object.fromEntries<ZodOpenApiResponseObject>(
      Object.entries(row.responses).map(([status, response]) => [
        status,
        {
          description: response.description,
          headers: responseHeaders(row, Number(status)),
          ...linksIn(linksOf(row, response.schema)),
          ...(response.schema === undefined ? {} : { content: contentOf(row, response.schema, response) }),
        },
      ]),
    ),
    ...(row.method === 'GET'
      ? {
          '304': {
            description: 'Nothing has changed since the ETag of If-None-Match.',
            headers: responseHeaders(row, 304),
          },
        }
      : {}),
    ...problemResponses(row),
    431: tooManyHeaders,
  } as ZodOpenApiResponsesObject,
});

/** The API as an OpenAPI 3.1 document, made from the endpoint table. */
export const buildOpenapi = (): object => {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const row of endpoints) paths[row.path] = { ...paths[row.path], [row.method.toLowerCase()]: operationOf(row) };
  const said = ({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: object }): void => {
    Object.assign(jsonSchema, schemaRules.get(zodSchema));
  };
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'oCore Projects',
        version,
        description: 'Git-connected Odoo projects: a push to a mapped branch deploys the right environment.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'The deployment that serves this document.' }],
      tags: [...new Set(endpoints.map((row) => row.group))].map((name) => ({
        name,
        description: `The group ${name}.`,
      })),
      paths,
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or a JWT of the issuer.' },
        },
      },
    },
    { override: said },
  );
  return describeFields(document as object as Describable);
};
