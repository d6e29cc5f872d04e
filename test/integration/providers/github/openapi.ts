import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { SeenRequest, StandInAnswer } from '../stand-in-server.ts';

const JsonSchema = z.record(z.string(), z.unknown());
type JsonSchema = z.infer<typeof JsonSchema>;
const closed = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries([
    ...Object.entries(schema).map(([name, value]) => {
      const inner = JsonSchema.safeParse(value);
      return [name, inner.success ? closed(inner.data) : value];
    }),
    ...(schema.type === 'object' ? [['additionalProperties', false]] : []),
  ]);

const Operation = z.object({
  operationId: z.string(),
  method: z.string(),
  path: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: JsonSchema })),
  /** GitHub takes fields that it does not know, and does nothing with them: we send none. */
  body: z.object({ schema: JsonSchema.transform((schema) => closed(schema)) }).optional(),
  responses: z.record(z.string(), JsonSchema.nullable()),
});
type Operation = z.infer<typeof Operation>;

const fixture = new URL('../../../fixtures/github-openapi.json', import.meta.url);
export const githubOperations = z
  .object({ operations: z.array(Operation) })
  .parse(JSON.parse(readFileSync(fixture, 'utf8'))).operations;

const readers = new Map<JsonSchema, z.ZodType>();
/** Each schema is translated once. */
const readerOf = (schema: JsonSchema): z.ZodType => {
  const reader = readers.get(schema) ?? z.fromJSONSchema(schema, { defaultTarget: 'openapi-3.0' });
  readers.set(schema, reader);
  return reader;
};

const faults = (schema: JsonSchema, value: unknown): string[] => {
  const result = readerOf(schema).safeParse(value);
  return result.success ? [] : [z.prettifyError(result.error)];
};

const pattern = (path: string): RegExp => new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

/** A repository by number is not described: it is where redirects lead, and takes what the repository's name takes. */
const described = (path: string): string => path.replace(/^\/repositories\/\d+/, '/repos/acme/odoo-custom');

export const githubOperation = (method: string, path: string): Operation | undefined =>
  githubOperations.find((one) => one.method === method && pattern(one.path).test(described(path)));

/** Path and query are texts: a number or a truth in them is read as one. */
const typed = (schema: JsonSchema, text: string): unknown =>
  schema.type === 'integer' ? Number(text) : schema.type === 'boolean' ? text === 'true' : text;

/**
 * What is wrong with a request by GitHub's own description of its API.
 * @param path of the request, below the API's base
 */
export const requestFaults = (request: SeenRequest, path: string): string[] => {
  const operation = githubOperation(request.method, path);
  if (operation === undefined) return [`${request.method} ${path} is not described`];
  const inPath = pattern(operation.path).exec(described(path))?.groups ?? {};
  const sent = [...Object.entries(inPath), ...request.query.entries()];
  const parameters = sent.flatMap(([name, text]) => {
    const parameter = operation.parameters.find((one) => one.name === name);
    if (parameter === undefined) return [`${name} is not a parameter`];
    return faults(parameter.schema, typed(parameter.schema, decodeURIComponent(text)));
  });
  if (operation.body === undefined) return request.body === '' ? parameters : [...parameters, 'no body is described'];
  // Every body that we send or leave out is one that GitHub may do without.
  const body = request.body === '' ? [] : faults(operation.body.schema, JSON.parse(request.body));
  return [...parameters, ...body].map((fault) => `${operation.operationId}: ${fault}`);
};

/** What is wrong with a stand-in's good answer, so that it is no easier to please than GitHub. */
export const answerFaults = (request: SeenRequest, path: string, answer: StandInAnswer): string[] => {
  const operation = githubOperation(request.method, path);
  if (operation === undefined || answer.status >= 300) return [];
  const schema = operation.responses[String(answer.status)];
  if (schema === undefined) return [`${operation.operationId}: ${answer.status} is not described`];
  return schema === null ? [] : faults(schema, answer.body).map((fault) => `${operation.operationId}: ${fault}`);
};
