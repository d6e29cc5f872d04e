import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import { operationExamples } from '#shared/contract/openapi/operation-examples.ts';
import { permissions } from '#shared/contract/permission.ts';
import { membershipBits, type TokenPrincipal } from '#shared/domain/access/token-principal.ts';
import { requestBody } from '#shared/http/request-body.ts';
import { apiKeyRecord, memberRecord, organizationRecord, roleRecord } from '#test/fixtures/access-records.ts';
import {
  deployKeyRecord,
  deploymentRecord,
  environmentRecord,
  mappingRecord,
  organizationId,
  projectRecord,
  repositoryRecord,
} from '#test/fixtures/records.ts';
import { callAs } from './call-as.ts';
import { expectProblem } from './expect-problem.ts';

// Nobody listens there: a handler that takes a field goes on to read, and does not answer 400.
Object.assign(process.env, {
  TABLE_NAME: 'ocore-test',
  PUBLIC_URL: 'http://127.0.0.1:4700',
  SECRET_PREFIX: 'ocore',
  ROOT_SECRET_ID: 'root',
  LEASE_SECRET_ID: 'lease',
  EVENT_BUS_NAME: 'ocore',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:9/dead',
  SIGN_IN: 'null',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
});

// A line of the log for each of some thousand refusals.
beforeAll(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
});

/** As JSON Schema has it, as far as objects and their fields are looked for. */
type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
  readonly [keyword: string]: unknown;
};

const schemaOf = (schema: z.ZodMiniType, io: 'input' | 'output'): Schema =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;

/** Every object schema inside of a schema, by where it stands. */
const objectsOf = (schema: unknown, at = '#'): (readonly [string, Schema])[] => {
  if (schema === null || typeof schema !== 'object') return [];
  const { properties } = schema as Schema;
  const own = properties === undefined ? [] : [[at, schema as Schema] as const];
  return [...own, ...Object.entries(schema).flatMap(([name, one]) => objectsOf(one, `${at}/${name}`))];
};

const writing = endpoints.filter((row) => row.body !== undefined && row.operationId !== 'receiveWebhook');

/** What the API shows anywhere, and what the table keeps: ids, versions, hashes, bits, owners, creators and the rest. */
const fields: readonly string[] = [
  ...new Set([
    ...endpoints
      .flatMap((row) => Object.values(row.responses).flatMap(({ schema }) => schema ?? []))
      .flatMap((schema) => objectsOf(schemaOf(schema, 'output')))
      .flatMap(([, { properties = {} }]) => Object.keys(properties)),
    ...[
      organizationRecord(),
      memberRecord(),
      roleRecord(),
      apiKeyRecord(),
      projectRecord(),
      repositoryRecord(),
      deployKeyRecord(),
      environmentRecord(),
      mappingRecord(),
      deploymentRecord(),
    ].flatMap(Object.keys),
    ...['pk', 'sk', 'gsi1pk', 'gsi1sk', 'bits', 'members', 'ttl', 'unrestricted', 'isOwner', 'principal', 'limits'],
    ...['constructor', 'prototype', 'toString', 'hasOwnProperty', ' name', 'NAME', 'name\u0000'],
  ]),
];

/** A problem tells at most this many fields at once. */
const atOnce = 20;
const chunks = (names: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(names.length / atOnce) }, (_, index) =>
    names.slice(index * atOnce, (index + 1) * atOnce),
  );

const rights = { permissions: [...permissions], unrestricted: true, isOwner: true };
/** An Owner, who may do everything: only the schema refuses them anything. */
const owner: TokenPrincipal = {
  kind: 'user',
  name: 'Mona Lisa',
  until: null,
  memberships: [[organizationId(), memberRecord().id, 'acme', membershipBits(rights, null), null]],
  projectIds: null,
  environmentIds: null,
};

/** Every place in an example that is an object, with the example as it is with further fields there. */
const placesOf = (
  example: unknown,
  put: (at: Readonly<Record<string, unknown>>) => unknown,
  pointer = '#',
): { readonly pointer: string; readonly own: readonly string[]; readonly body: unknown }[] => {
  if (example === null || typeof example !== 'object') return [];
  const here = Array.isArray(example)
    ? []
    : [{ pointer, own: Object.keys(example), body: put(example as Record<string, unknown>) }];
  const below = Object.entries(example).flatMap(([name, one]) =>
    placesOf(one, put, `${pointer}/${name}`).map((place) => ({
      ...place,
      body: Array.isArray(example)
        ? example.map((old, index) => (String(index) === name ? place.body : old))
        : { ...example, [name]: place.body },
    })),
  );
  return [...here, ...below];
};

describe.each(writing.map((row) => [row.operationId, row] as const))('the body of %s', (operationId, row: Endpoint) => {
  const schema = row.body === undefined ? {} : schemaOf(row.body, 'input');
  const example = operationExamples[operationId]?.request ?? {};

  it('takes no field in any of its objects but those that it names', () => {
    const open = objectsOf(schema).filter(([, { additionalProperties }]) => additionalProperties !== false);

    expect(open.map(([at]) => at)).toEqual([]);
  });

  it('has every other field of the API and of the table refused by its name, before anything is read', async () => {
    const known = objectsOf(schema).flatMap(([, { properties = {} }]) => Object.keys(properties));
    const foreign = fields.filter((name) => !known.includes(name));
    expect(foreign.length).toBeGreaterThan(100);
    // `constructor` ends the reading of the body: problems.full.test.ts has it.
    for (const names of chunks(foreign.filter((name) => name !== 'constructor'))) {
      const added = Object.fromEntries(names.map((name) => [name, name === 'version' ? 1 : 'taken over']));
      for (const { pointer, body } of placesOf(example, (at) => ({ ...at, ...added }))) {
        const answer = await callAs(owner, row, { body });
        const { errors = [] } = expectProblem(answer, 'validation_failed');
        expect(errors.map((error) => error.pointer)).toEqual(names.map((name) => `${pointer}/${name}`));
      }
    }
  });
});

it('Nothing that was sent has changed what all objects have', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).isOwner).toBeUndefined();
});

it('A row that takes no body hands none on', async () => {
  const without = endpoints.filter(({ body, method }) => body === undefined && method !== 'GET');

  // Such a body is never parsed, so that one that is no JSON at all is no fault.
  expect(without.length).toBeGreaterThan(10);
  for (const row of without) {
    const event = { body: '{"role":"owner"', headers: {} };
    await requestBody(row).before?.({ event } as never);
    expect(event.body).toBe('{"role":"owner"');
  }
});
