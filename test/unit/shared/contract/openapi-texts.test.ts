import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { fieldsByName } from '#shared/contract/openapi/fields-by-name.ts';
import { operationExamples } from '#shared/contract/openapi/operation-examples.ts';
import { organizationFields } from '#shared/contract/openapi/organization-fields.ts';
import { repositoryFields } from '#shared/contract/openapi/repository-fields.ts';
import { requestFields } from '#shared/contract/openapi/request-fields.ts';
import { resourceFields } from '#shared/contract/openapi/resource-fields.ts';
import { runnerFields } from '#shared/contract/openapi/runner-fields.ts';
import { buildOpenapi } from '#shared/contract/openapi.ts';
import * as texts from '#shared/contract/text.ts';
import { missingLines } from '#test/missing-lines.ts';

type Part = { readonly [Name in 'anyOf' | 'oneOf' | 'allOf']?: readonly Part[] } & {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
};
type Media = { readonly schema?: Part; readonly example?: unknown };
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly (Part & { readonly name: string; readonly in: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
};

// Through JSON, as a client gets it.
const document = JSON.parse(JSON.stringify(buildOpenapi())) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Part>> };
};
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const operationOf = (row: Endpoint): Operation | undefined =>
  operations.find(({ operationId }) => operationId === row.operationId);

type Field = { readonly place: string; readonly name: string; readonly description: string };
const fieldsOf = (part: Part, place: string): readonly Field[] => [
  ...[...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])].flatMap((one) => fieldsOf(one, place)),
  ...(part.items === undefined ? [] : fieldsOf(part.items, place)),
  ...Object.entries(part.properties ?? {}).flatMap(([name, one]) => [
    { place, name, description: one.description ?? '' },
    ...fieldsOf(one, `${place}.${name}`),
  ]),
];
const contentsOf = ({ requestBody, responses }: Operation): readonly Media[] =>
  [requestBody?.content, ...Object.values(responses).map(({ content }) => content)].flatMap((content) =>
    Object.values(content ?? {}),
  );
const fields: readonly Field[] = [
  ...Object.entries(document.components.schemas).flatMap(([name, schema]) => fieldsOf(schema, name)),
  ...operations.flatMap((operation) => [
    ...(operation.parameters ?? []).map(({ name, description = '' }) => ({
      place: operation.operationId,
      name,
      description,
    })),
    ...contentsOf(operation).flatMap(({ schema }) => fieldsOf(schema ?? {}, operation.operationId)),
  ]),
];

describe('the fields of openapi.json', () => {
  it('lend no description to a schema that other fields share', () => {
    const described = Object.entries(texts).filter(
      ([, one]) => typeof one === 'object' && z.globalRegistry.get(one as z.ZodMiniType)?.description !== undefined,
    );

    expect(described.map(([name]) => name)).toEqual([]);
  });

  it('are all described, parameters too', () => {
    const without = fields.filter(({ description }) => description === '').map(({ place, name }) => `${place}.${name}`);

    expect(fields.length).toBeGreaterThan(400);
    expect(without.map((field) => `Add a line for ${field} to shared/contract/openapi.`)).toEqual([]);
  });

  it('are described in sentences', () => {
    const bare = fields.filter(({ description }) => !/[.…]$/.test(description) || !/^[A-Z`]/.test(description));

    expect(bare).toEqual([]);
  });

  it('are those that the tables name: no line describes a field that is gone', () => {
    const places = new Set(fields.map(({ place, name }) => `${place}.${name}`));
    const names = new Set(fields.map(({ name }) => name));
    const gone = [
      ...Object.keys({
        ...resourceFields,
        ...repositoryFields,
        ...runnerFields,
        ...organizationFields,
        ...requestFields,
      }).filter((key) => !places.has(key)),
      ...Object.keys(fieldsByName).filter((name) => !names.has(name)),
    ];

    expect(gone).toEqual([]);
  });
});

const isJson = (row: Endpoint): boolean =>
  Object.values(row.responses).some(({ schema, contentType }) => schema !== undefined && contentType === undefined);
const withBodies = endpoints.filter((row) => row.body !== undefined || isJson(row));

describe('the examples of openapi.json', () => {
  it('are one for each operation that has a body', () => {
    const ids = endpoints
      .filter(
        (row) => row.body !== undefined || Object.values(row.responses).some(({ schema }) => schema !== undefined),
      )
      .map(({ operationId }) => operationId);

    expect(missingLines('operationExamples in shared/contract/openapi', Object.keys(operationExamples), ids)).toEqual(
      [],
    );
  });

  it('stand at every body of a request and of a success', () => {
    const without = endpoints.flatMap((row) => {
      const operation = operationOf(row);
      const successes = Object.keys(row.responses).map((status) => operation?.responses[status]?.content);
      return [operation?.requestBody?.content, ...successes]
        .flatMap((content) => Object.values(content ?? {}))
        .filter(({ example }) => example === undefined)
        .map(() => row.operationId);
    });

    expect(without).toEqual([]);
  });

  it.each(withBodies.map((row) => [row.operationId, row] as const))('of %s are as the schema says', (id, row) => {
    const example = operationExamples[id];

    if (row.body !== undefined) {
      expect(z.safeParse(row.body, example?.request).error?.issues ?? []).toEqual([]);
    }
    for (const { schema, contentType } of Object.values(row.responses)) {
      // A field that no schema knows would be dropped.
      if (schema !== undefined && contentType === undefined)
        expect(z.parse(schema, example?.answer)).toEqual(example?.answer);
    }
  });
});
