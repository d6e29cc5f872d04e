import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiPageNames, apiPages, type Openapi } from '#infra/docs/api-pages.ts';
import { cell, fieldsOf, fieldsOfBody, type Schema, typeOf } from '#infra/docs/schema-fields.ts';

const openapi = JSON.parse(readFileSync(new URL('../../../../openapi.json', import.meta.url), 'utf8')) as Openapi;
const pages = apiPages(openapi);
const all = [...pages.values()].join('\n');
const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ address: `${method.toUpperCase()} ${path}`, operation })),
);

type Described = { readonly name: string; readonly description: string };

/** Every property of a part of openapi.json, found without the code under test. */
const propertiesIn = (part: unknown): Described[] => {
  if (typeof part !== 'object' || part === null) return [];
  const own = Object.entries((part as { properties?: Record<string, Schema> }).properties ?? {}).map(([name, one]) => ({
    name,
    description: one.description ?? '',
  }));
  const inside = Object.entries(part)
    .filter(([key]) => key !== 'example')
    .flatMap(([, value]) => propertiesIn(value));
  return [...own, ...inside];
};

describe('the reference of the API', () => {
  it('has a page of each group, and one of the objects', () => {
    expect([...pages.keys()]).toEqual(apiPageNames(openapi).map((name) => `docs/api/${name}.md`));
    expect(apiPageNames(openapi)).toContain('objects');
  });

  it('has every operation once, with a request to send', () => {
    for (const { address } of operations) expect(all.split(`\n\`${address}\`\n`), address).toHaveLength(2);
    expect(all.split('\n### Request\n')).toHaveLength(operations.length + 1);
  });

  it('has the example of every body and answer', () => {
    const examples = operations.flatMap(({ operation: { requestBody, responses } }) =>
      [requestBody, ...Object.entries(responses).flatMap(([status, one]) => (status < '300' ? [one] : []))]
        .flatMap((one) => Object.values(one?.content ?? {}))
        .map((one) => one.example),
    );

    const text = all.replaceAll("'\\''", "'");
    const missing = examples.filter(
      (one) => !text.includes(typeof one === 'string' ? one.trim() : JSON.stringify(one, null, 2)),
    );

    expect(examples.length).toBeGreaterThan(operations.length);
    expect(missing).toEqual([]);
  });

  it('describes every field', () => {
    const fields = propertiesIn([openapi.paths, openapi.components.schemas]);
    const missing = fields.filter(
      ({ name, description }) => !all.includes(`${name}\``) || (description !== '' && !all.includes(cell(description))),
    );

    expect(fields.length).toBeGreaterThan(500);
    expect(missing).toEqual([]);
  });

  it('leads to the page of each problem that an operation answers', () => {
    expect(pages.get('docs/api/deployments.md')).toContain('404 [`not_found`](../problems/not_found.md)');
  });
});

describe('a type', () => {
  it.each<[Schema, string]>([
    [{ type: ['string', 'null'] }, 'string or null'],
    [{ anyOf: [{ type: 'string', minLength: 1, maxLength: 9 }, { type: 'null' }] }, 'string 1 to 9 long or null'],
    [
      { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Role' } },
      'list of up to 3: [Role](objects.md#role)',
    ],
    [{ enum: ['view', 'manage'] }, '`view`, `manage`'],
    [{ const: 'a' }, '`"a"`'],
    [{ type: 'string', format: 'date-time' }, 'date-time'],
    [{ type: 'integer', minimum: 1, maximum: 100 }, 'integer of 1 to 100'],
    [{}, 'any value'],
  ])('%j is told as %s', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });
});

describe('the fields of an object', () => {
  it('are named with those that they are in', () => {
    const item = { type: 'object', properties: { id: { type: 'string', description: 'The id.' } }, required: ['id'] };
    const schema = { properties: { rows: { type: 'array', items: item }, more: { type: 'string', default: 'x' } } };

    expect(fieldsOf(schema).map(({ path, required, description }) => [path, required, description])).toEqual([
      ['rows', false, ''],
      ['rows[].id', true, 'The id.'],
      ['more', false, ' Default: `"x"`.'],
    ]);
  });

  it('that alternatives share are told once', () => {
    const one = { properties: { mode: { const: 'a' } } };
    const two = { properties: { mode: { const: 'a' }, other: { type: 'string' } } };

    expect(fieldsOfBody({ anyOf: [one, two] }).map(({ path }) => path)).toEqual(['mode', 'other']);
  });

  it('cannot break out of their cell or become part of the page', () => {
    expect(cell('a | b\n<script> {{ 1 }}')).toBe('a \\| b &lt;script> &#123;&#123; 1 }}');
  });
});
