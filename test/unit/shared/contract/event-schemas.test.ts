import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EventType } from '#shared/contract/event.ts';
import { eventExamples } from '#shared/contract/openapi/event-examples.ts';
import { buildEventSchemas } from '#shared/contract/openapi/event-schemas.ts';

const { $defs, oneOf } = buildEventSchemas() as {
  $defs: Record<string, z.core.JSONSchema.JSONSchema>;
  oneOf: { $ref: string }[];
};
const schemaOf = (type: string) => z.fromJSONSchema({ $ref: `#/$defs/${type}`, $defs });

describe('docs/events.schema.json', () => {
  it('has each type once', () => {
    expect(oneOf.map(({ $ref }) => $ref)).toEqual(EventType.options.map((type) => `#/$defs/${type}`));
    expect(Object.keys($defs)).toEqual(expect.arrayContaining([...EventType.options]));
  });

  it('refers to nothing that it does not hold', () => {
    const referred = [...JSON.stringify({ $defs, oneOf }).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(
      ([, name]) => name,
    );

    expect(referred.length).toBeGreaterThan(2 * EventType.options.length);
    expect(referred.filter((name = '') => !(name in $defs))).toEqual([]);
  });

  it.each(eventExamples)('takes the example of $type, and no other type', (event) => {
    expect(schemaOf(event.type).safeParse(event).error).toBeUndefined();
    expect(schemaOf(event.type).safeParse({ ...event, type: 'other' }).success).toBe(false);
  });

  it.each(eventExamples)('takes a $type with a field that is new, and refuses one without data', (event) => {
    const later = { ...event, data: { ...event.data, addedLater: true } };
    const { data: _none, ...without } = event;

    expect(schemaOf(event.type).safeParse(later).error).toBeUndefined();
    expect(schemaOf(event.type).safeParse(without).success).toBe(false);
  });
});
