import * as z from 'zod/mini';
import { CloudEvent, EventType, eventSource } from '../event.ts';
import { eventDataSchema } from '../event-data.ts';

type Schema = Readonly<Record<string, unknown>>;

/** As JSON Schema that takes fields which come later: a listener ignores what it does not know. */
const openSchema = (schema: z.core.$ZodType): Schema => {
  const { $schema: _stated, ...rest } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return rest;
};

const isGone = (type: EventType): boolean => /\.(deleted|disconnected)$/.test(type);
const kindOf = (type: EventType): string => (isGone(type) ? 'removed' : (type.split('.')[0] ?? ''));

const eventSchema = (type: EventType): Schema => {
  const { properties, ...envelope } = openSchema(CloudEvent);
  const data = { $ref: `#/$defs/${kindOf(type)}` };
  return { title: type, ...envelope, properties: { ...(properties as Schema), type: { const: type }, data } };
};

/**
 * The events of the bus as JSON Schema, each type below `$defs` and all of them as one. Each schema describes the `detail` of
 * a bus event. Source: docs/events.md, "Schemas".
 */
export const buildEventSchemas = (): Schema => {
  const types = EventType.options;
  const data = new Map(types.map((type) => [kindOf(type), openSchema(eventDataSchema(type))]));
  // Schemas with a name of their own are referred to from the root of the file.
  const named = [...data.values()].map(({ $defs }) => ($defs ?? {}) as Schema);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Events of ${eventSource}`,
    oneOf: types.map((type) => ({ $ref: `#/$defs/${type}` })),
    $defs: {
      ...Object.fromEntries(types.map((type) => [type, eventSchema(type)])),
      ...Object.fromEntries([...data].map(([kind, { $defs: _hoisted, ...schema }]) => [kind, schema])),
      ...Object.assign({}, ...named),
    },
  };
};
