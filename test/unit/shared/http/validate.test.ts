import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { endpoints } from '#shared/contract/endpoints.ts';
import { Problem } from '#shared/contract/problem.ts';
import { CreateProjectBody } from '#shared/contract/project.ts';
import { validate } from '#shared/http/validate.ts';

const Schema = z.strictObject({
  name: z.string().check(z.minLength(1, 'must have 1 to 5 characters'), z.maxLength(5, 'must have 1 to 5 characters')),
  type: z.enum(['production', 'staging']),
  count: z.optional(z.int()),
  on: z.optional(z.boolean()),
  paths: z.optional(z.array(z.string())),
  nested: z.optional(z.strictObject({ key: z.string() })),
  mode: z.optional(z.enum(['a', 'b'], 'must be a or b')),
});
const good = { name: 'A', type: 'staging' };

const problemOf = (schema: z.ZodMiniType, value: unknown, where: 'body' | 'query' = 'body'): Problem => {
  try {
    validate(schema, value, where);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('It was accepted.');
};

describe('validate', () => {
  it('gives what the schema makes of the value', () => {
    expect(validate(z.strictObject({ limit: z._default(z.coerce.number(), 25) }), {}, 'query')).toEqual({ limit: 25 });
  });

  it('answers in the form of the design: the field in the detail, and a pointer to it', () => {
    const problem = problemOf(CreateProjectBody, { name: '' });

    expect(problem).toMatchObject({
      code: 'validation_failed',
      message: 'name: must have 1 to 120 characters.',
      errors: [{ pointer: '#/name', detail: 'must have 1 to 120 characters' }],
    });
  });

  it.each<[string, unknown, string, string]>([
    ['a missing field', { type: 'staging' }, '#/name', 'is required'],
    ['null where null is nothing', { ...good, name: null }, '#/name', 'must be a text'],
    ['a number for a text', { ...good, name: 1 }, '#/name', 'must be a text'],
    ['a text for a number', { ...good, count: '1' }, '#/count', 'must be a number'],
    ['a fraction for a whole number', { ...good, count: 1.5 }, '#/count', 'must be a whole number'],
    ['a text for a truth value', { ...good, on: 'true' }, '#/on', 'must be true or false'],
    ['an object for a list', { ...good, paths: {} }, '#/paths', 'must be an array'],
    ['a list for an object', { ...good, nested: [] }, '#/nested', 'must be an object'],
    ['a word that is not in the list', { ...good, type: 'test' }, '#/type', 'must be one of production, staging'],
    ['a word where the contract says it better', { ...good, mode: 'c' }, '#/mode', 'must be a or b'],
    ['an unknown field', { ...good, colour: 1 }, '#/colour', 'is not a field that can be sent here'],
    [
      'an unknown field inside',
      { ...good, nested: { key: '', x: 1 } },
      '#/nested/x',
      'is not a field that can be sent here',
    ],
    ['an entry of a list', { ...good, paths: ['a', 1] }, '#/paths/1', 'must be a text'],
  ])('says of %s where it is and what it must be', (_what, value, pointer, detail) => {
    expect(problemOf(Schema, value).errors).toEqual([{ pointer, detail }]);
  });

  it.each<[unknown]>([[null], [undefined], ['text'], [1], [[]], [true]])(
    'says of %j that the body itself is at fault',
    (value) => {
      const problem = problemOf(Schema, value);

      expect(problem.errors.map((one) => one.pointer)).toEqual(['#']);
      expect(problem.message).toMatch(/^the body: /);
    },
  );

  it('says that the query is at fault where it is', () => {
    expect(problemOf(Schema, null, 'query').message).toMatch(/^the query: /);
  });

  it('lists every field at fault', () => {
    const problem = problemOf(Schema, { name: 'too long', type: 1, extra: 1, more: 1 });

    expect(problem.errors.map((one) => one.pointer).sort()).toEqual(['#/extra', '#/more', '#/name', '#/type']);
    expect(problem.message.split('; ').length).toBe(4);
  });

  it('lists 20 at most', () => {
    const value = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]));

    expect(problemOf(Schema, value).errors.length).toBe(20);
  });

  it('escapes a field name as RFC 6901 does', () => {
    expect(problemOf(Schema, { ...good, 'a/b~c': 1 }).errors[0]?.pointer).toBe('#/a~1b~0c');
  });

  it('cuts a field name that is very long', () => {
    const [error] = problemOf(Schema, { ...good, ['x'.repeat(100_000)]: 1 }).errors;

    expect(error?.pointer.length).toBeLessThan(110);
  });

  it('never repeats the value, which may be a secret in the wrong place', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(Schema.shape)), (field) => {
        const { message, errors } = problemOf(Schema, { ...good, [field]: ['s3cr3t', { s3cr3t: 1 }] });
        expect(JSON.stringify([message, errors])).not.toContain('s3cr3t');
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuses %s as any other unknown field', (field) => {
    const value: unknown = JSON.parse(`{"name":"A","type":"staging","${field}":{"isAdmin":true}}`);

    expect(problemOf(Schema, value).errors.map((one) => one.pointer)).toEqual([`#/${field}`]);
  });

  it('answers any JSON with a problem that tells fields apart, for every body and query of the contract', () => {
    const schemas = endpoints.flatMap((row) => [row.body, row.query].filter((schema) => schema !== undefined));
    fc.assert(
      fc.property(fc.constantFrom(...schemas), fc.jsonValue(), (schema, value) => {
        try {
          validate(schema, value, 'body');
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          const { errors } = error as Problem;
          expect(errors.length).toBeGreaterThan(0);
          expect(errors.filter((one) => !one.pointer.startsWith('#') || one.detail === '')).toEqual([]);
          // The words of the contract, not those of the library.
          expect(errors.filter((one) => /invalid|expected|received|zod/i.test(one.detail))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says what every field must be in words of the contract: each field with a value of each type', () => {
    const values = [null, true, 1, -1.5, 'x'.repeat(5000), '', [], {}, [null], [{}]];
    const library = endpoints.flatMap((row) =>
      [row.body, row.query]
        .filter((schema) => schema !== undefined)
        .flatMap((schema) => {
          const fields = Object.keys((schema as unknown as { shape?: object }).shape ?? {});
          return fields.flatMap((field) =>
            values.flatMap((value) => {
              const errors = schema.safeParse({ [field]: value }).success
                ? []
                : problemOf(schema, { [field]: value }).errors;
              return errors
                .filter((one) => /invalid|expected|received|too (big|small)|zod/i.test(one.detail))
                .map((one) => `${row.operationId} ${one.pointer}: ${one.detail}`);
            }),
          );
        }),
    );

    expect([...new Set(library)]).toEqual([]);
  });
});
