import { describe, expect, it } from 'vitest';
import { type JsonSchema, SchemaChecker } from './json-schema.ts';

const checker = new SchemaChecker({
  Named: { type: 'object', required: ['id'], additionalProperties: false, properties: { id: { type: 'string' } } },
});

describe('the checker of schemas', () => {
  it.each<[string, JsonSchema, unknown, unknown]>([
    ['type', { type: 'integer' }, 1, 0.5],
    ['a list of types', { type: ['string', 'null'] }, null, 1],
    ['enum', { enum: ['a'] }, 'a', 'b'],
    ['const', { const: 'a' }, 'a', 'b'],
    ['anyOf', { anyOf: [{ type: 'null' }, { type: 'string' }] }, null, 1],
    ['oneOf', { oneOf: [{ minimum: 1 }, { maximum: 5 }] }, 0, 3],
    ['not', { not: { type: 'string' } }, 1, 'a'],
    ['pattern', { pattern: '^a$' }, 'a', 'ab'],
    ['minLength', { minLength: 2 }, 'ab', '🦉'],
    ['maxLength', { maxLength: 1 }, '🦉', 'ab'],
    ['minimum', { minimum: 1 }, 1, 0],
    ['maximum', { maximum: 1 }, 1, 2],
    ['minItems', { minItems: 1 }, [1], []],
    ['maxItems', { maxItems: 1 }, [1], [1, 2]],
    ['items', { items: { type: 'string' } }, ['a'], ['a', 1]],
    ['required', { required: ['a'] }, { a: 1 }, {}],
    ['properties', { properties: { a: { type: 'string' } } }, { a: 'b' }, { a: 1 }],
    ['additionalProperties', { additionalProperties: false }, {}, { a: 1 }],
    ['additionalProperties of a type', { additionalProperties: { type: 'string' } }, { a: 'b' }, { a: 1 }],
    ['propertyNames', { propertyNames: { pattern: '^a' } }, { a: 1 }, { b: 1 }],
    ['$ref', { $ref: '#/components/schemas/Named' }, { id: 'a' }, { id: 'a', more: 1 }],
  ])('holds %s', (_keyword, schema, right, wrong) => {
    expect(checker.faults(schema, right)).toEqual([]);
    expect(checker.faults(schema, wrong)).not.toEqual([]);
  });

  it('refuses a keyword that it does not know', () => {
    expect(() => checker.faults({ multipleOf: 2 } as JsonSchema, 1)).toThrow('The checker does not know multipleOf.');
  });
});
