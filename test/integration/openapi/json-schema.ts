/** The keywords of JSON Schema that openapi.json uses. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
};

/** Of keywords that change nothing for whether a value fits. */
const silent = new Set(['description', 'default', 'example', 'examples', 'format', 'title', 'readOnly', '$schema']);
const known = new Set([
  ...[
    '$ref',
    'type',
    'enum',
    'const',
    'anyOf',
    'oneOf',
    'not',
    'pattern',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
  ],
  ...['minItems', 'maxItems', 'items', 'properties', 'propertyNames', 'required', 'additionalProperties'],
]);

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
};
const hasType = (value: unknown, type: string): boolean =>
  type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;

/** Finds what a value has against a schema. Source: JSON Schema 2020-12, "Validation". */
export class SchemaChecker {
  readonly #named: Readonly<Record<string, JsonSchema>>;

  /** @param named the schemas that `#/components/schemas/…` names */
  constructor(named: Readonly<Record<string, JsonSchema>>) {
    this.#named = named;
  }

  /** The schema that a reference stands for. */
  resolve(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    const found = this.#named[schema.$ref.replace('#/components/schemas/', '')];
    if (found === undefined) throw new Error(`Nothing is called ${schema.$ref}.`);
    return this.resolve(found);
  }

  /** @returns one sentence for each fault; none if the value fits. @throws Error where a keyword is not known */
  faults(given: JsonSchema, value: unknown, at = '#'): string[] {
    const schema = this.resolve(given);
    const strange = Object.keys(schema).find((keyword) => !known.has(keyword) && !silent.has(keyword));
    if (strange !== undefined) throw new Error(`The checker does not know ${strange}.`);
    const fits = (one: JsonSchema): boolean => this.faults(one, value, at).length === 0;
    const faults: string[] = [];
    const must = (isFit: boolean, what: string): void => {
      if (!isFit) faults.push(`${at} ${what}`);
    };
    const types = [schema.type ?? []].flat();
    if (types.length > 0)
      must(
        types.some((type) => hasType(value, type)),
        `is ${typeOf(value)}, not ${types.join(' or ')}`,
      );
    if (schema.enum !== undefined) must(schema.enum.includes(value), `is none of ${schema.enum.join(', ')}`);
    if ('const' in schema) must(value === schema.const, `is not ${schema.const}`);
    if (schema.anyOf !== undefined) must(schema.anyOf.some(fits), 'fits none of the alternatives');
    if (schema.oneOf !== undefined)
      must(schema.oneOf.filter(fits).length === 1, 'does not fit exactly one alternative');
    if (schema.not !== undefined) must(!fits(schema.not), 'fits what it must not');
    if (typeof value === 'string') {
      const length = [...value].length;
      must(
        length >= (schema.minLength ?? 0) && length <= (schema.maxLength ?? Number.POSITIVE_INFINITY),
        'has another length',
      );
      if (schema.pattern !== undefined)
        must(new RegExp(schema.pattern, 'u').test(value), `does not match ${schema.pattern}`);
    }
    if (typeof value === 'number') {
      must(value >= (schema.minimum ?? Number.NEGATIVE_INFINITY), 'is too small');
      must(value <= (schema.maximum ?? Number.POSITIVE_INFINITY), 'is too large');
    }
    if (Array.isArray(value)) {
      must(
        value.length >= (schema.minItems ?? 0) && value.length <= (schema.maxItems ?? Number.POSITIVE_INFINITY),
        'has another number of items',
      );
      const { items } = schema;
      if (items !== undefined)
        faults.push(...value.flatMap((item, index) => this.faults(items, item, `${at}/${index}`)));
    }
    if (typeOf(value) === 'object') faults.push(...this.#faultsOfObject(schema, value as Record<string, unknown>, at));
    return faults;
  }

  #faultsOfObject(schema: JsonSchema, value: Record<string, unknown>, at: string): string[] {
    const { properties = {}, required = [], additionalProperties = true, propertyNames } = schema;
    const missing = required.filter((name) => !(name in value)).map((name) => `${at}/${name} is missing`);
    return [
      ...missing,
      ...Object.entries(value).flatMap(([name, one]) => {
        const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
        const named = propertyNames === undefined ? [] : this.faults(propertyNames, name, `${at}/${name}`);
        if (own !== undefined) return [...named, ...this.faults(own, one, `${at}/${name}`)];
        if (additionalProperties === false) return [`${at}/${name} is not known`];
        return additionalProperties === true
          ? named
          : [...named, ...this.faults(additionalProperties, one, `${at}/${name}`)];
      }),
    ];
  }
}
