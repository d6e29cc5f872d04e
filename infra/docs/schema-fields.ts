/** A JSON Schema, as far as openapi.json uses it. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

/** A row of a table of fields. `path` names a field within others by dots, and one within a list by `[]`. */
export type Field = {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
};

/** Text of the contract, safe in a cell of a Markdown table. Code keeps its backticks. */
export const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{{', '&#123;&#123;').trim();

const nameOf = (ref: string): string => ref.replace(/^.*\//, '');
const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];

const limits = ({ minimum, maximum, minLength, maxLength, maxItems }: Schema): string => {
  if (minimum !== undefined && maximum !== undefined) return ` of ${minimum} to ${maximum}`;
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) return ` of at least ${minimum}`;
  if (maxLength !== undefined)
    return minLength === undefined ? ` up to ${maxLength} long` : ` ${minLength} to ${maxLength} long`;
  return maxItems === undefined ? '' : ` of up to ${maxItems}`;
};

/** What a value is, as a phrase of Markdown. An object of the API is a link to its page. */
export const typeOf = (schema: Schema): string => {
  if (schema.$ref !== undefined) return `[${nameOf(schema.$ref)}](objects.md#${nameOf(schema.$ref).toLowerCase()})`;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (alternatives(schema).length > 0) return [...new Set(alternatives(schema).map(typeOf))].join(' or ');
  const types = [schema.type ?? 'any value'].flat();
  const [main, ...others] = types.filter((one) => one !== 'null');
  if (main === undefined) return 'null';
  const what =
    main === 'array'
      ? `list${limits(schema)}: ${typeOf(schema.items ?? {})}`
      : `${schema.format ?? main}${limits(schema)}`;
  return [what, ...others, ...(types.includes('null') ? ['null'] : [])].join(' or ');
};

const inside = (schema: Schema, prefix: string): Field[] => [
  ...fieldsOf(schema, prefix === '' ? '' : `${prefix}.`),
  ...alternatives(schema).flatMap((one) => inside(one, prefix)),
  ...(schema.items === undefined ? [] : inside(schema.items, `${prefix}[]`)),
  ...(typeof schema.additionalProperties === 'object' ? inside(schema.additionalProperties, `${prefix}.*`) : []),
];

/**
 * Every field of an object, and of what is within it, but not of the objects that it names by `$ref`. A field that several
 * alternatives share is written once.
 */
export const fieldsOf = (schema: Schema, prefix = ''): Field[] => {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]): Field[] => {
    const path = `${prefix}${name}`;
    const byDefault = property.default === undefined ? '' : ` Default: \`${JSON.stringify(property.default)}\`.`;
    const field = {
      path,
      type: typeOf(property),
      required: schema.required?.includes(name) ?? false,
      description: `${property.description ?? ''}${byDefault}`,
    };
    return [field, ...inside(property, path)];
  });
  return [...new Map(own.map((field) => [JSON.stringify(field), field])).values()];
};

/** Every field of a body, whether it is one object, a list, or one of several. */
export const fieldsOfBody = (schema: Schema): Field[] => [
  ...new Map(inside(schema, '').map((field) => [JSON.stringify(field), field])).values(),
];
