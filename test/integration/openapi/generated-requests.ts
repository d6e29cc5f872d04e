import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type JsonSchema, SchemaChecker } from './json-schema.ts';

type Content = Readonly<Record<string, { readonly schema?: JsonSchema; readonly example?: unknown }>>;
type Parameter = {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
};
type Described = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly $ref?: string;
        readonly headers?: Readonly<Record<string, { required?: boolean }>>;
        readonly content?: Content;
      }
    >
  >;
};
export type Operation = Described & { readonly method: string; readonly path: string };

const document = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
  };
};
export const checker = new SchemaChecker(document.components.schemas);
/** All operations of openapi.json. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
);
/** What the document says of an answer with this status; undefined for nothing. */
export const describedAnswer = (operation: Operation, status: number) => {
  const answer = operation.responses[status];
  return answer?.$ref === undefined ? answer : document.components.responses[answer.$ref.split('/').at(-1) ?? ''];
};

/** A request, and whether the document says that it is right. */
export type GeneratedRequest = {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As it is sent; null for none. */
  readonly body: string | null;
  readonly isValid: boolean;
};

/** Values of every type and of many forms, that most fields refuse. */
const strangers: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e21, [], {}, [null], '', ' ', 'x', '0x10', '\u0000', '🦉', '../..', 'refs/heads/main'],
  ...['main', 'staging', '18.0', '2026-11-28', 'a'.repeat(121), 'a'.repeat(20_001), '__proto__', '%00', '\ud800'],
];
// These are reached from the service: an address that is made up could be somebody's.
const reaching = new Set(['repositoryUrl', 'baseUrl', 'sshHost', 'sshHostKeys', 'caBundle', 'credential']);

/** Strings of a pattern, where fast-check can make them. */
const matching = (pattern: string): fc.Arbitrary<string> | null => {
  try {
    const made = fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
    fc.sample(made, { numRuns: 1, seed: 1 });
    return made;
  } catch {
    // It looks around itself.
    return null;
  }
};

/** Values of one type that fit a schema. */
const valuesOfType = (type: string, schema: JsonSchema, name: string, example: unknown): fc.Arbitrary<unknown>[] => {
  switch (type) {
    case 'string': {
      if (schema.enum !== undefined) return [];
      const made = schema.pattern === undefined ? fc.string({ maxLength: 20 }) : matching(schema.pattern);
      return made === null ? [] : [made];
    }
    case 'integer':
    case 'number':
      return [fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 100) })];
    case 'boolean':
      return [fc.boolean()];
    case 'null':
      return [fc.constant(null)];
    case 'array': {
      const item = Array.isArray(example) ? example[0] : undefined;
      return [fc.array(valuesOf(schema.items ?? {}, name, item), { minLength: schema.minItems ?? 0, maxLength: 3 })];
    }
    case 'object':
      return [objectsOf(schema, example)];
    default:
      throw new Error(`No values are known of the type ${type}.`);
  }
};

/** Values of a schema: most fit, some do not. @param example one that fits, if there is one */
const valuesOf = (given: JsonSchema, name: string, example: unknown): fc.Arbitrary<unknown> => {
  const schema = checker.resolve(given);
  const stranger = fc.constantFrom(...strangers);
  const likely: fc.Arbitrary<unknown>[] = example === undefined ? [] : [fc.constant(example)];
  const alternatives = schema.anyOf ?? schema.oneOf ?? [];
  if (schema.enum !== undefined) likely.push(fc.constantFrom(...schema.enum));
  if ('const' in schema) likely.push(fc.constant(schema.const));
  if (reaching.has(name))
    return fc.oneof({ weight: 6, arbitrary: fc.oneof(fc.constant(example ?? null), ...likely) }, stranger);
  likely.push(...alternatives.map((one) => valuesOf(one, name, undefined)));
  for (const type of [schema.type ?? []].flat()) likely.push(...valuesOfType(type, schema, name, example));
  return fc.oneof({ weight: 6, arbitrary: fc.oneof(...(likely.length === 0 ? [stranger] : likely)) }, stranger);
};

/** Objects of a schema, now and then with a field that it does not have. */
const objectsOf = (schema: JsonSchema, example: unknown): fc.Arbitrary<Record<string, unknown>> => {
  const known = (example ?? {}) as Record<string, unknown>;
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, one]) => [name, valuesOf(one, name, known[name])] as const,
  );
  const required = new Set(schema.required);
  return fc
    .record({
      whole: fc.record(Object.fromEntries(fields.filter(([name]) => required.has(name)))),
      parts: fc.record(Object.fromEntries(fields.filter(([name]) => !required.has(name))), { requiredKeys: [] }),
      dropped: fc.oneof({ weight: 12, arbitrary: fc.constant('') }, fc.constantFrom('', ...required)),
      more: fc.oneof({ weight: 12, arbitrary: fc.constant({}) }, fc.constant({ unknownField: 1 })),
    })
    .map(({ whole, parts, dropped, more }) => {
      const made: Record<string, unknown> = { ...whole, ...parts, ...more };
      if (dropped !== '') delete made[dropped];
      return made;
    });
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
/** A value of a query as its schema sees it. */
const fromText = (text: string, schema: JsonSchema): unknown => {
  const [type] = [schema.type ?? []].flat();
  if (type === 'integer' || type === 'number') return /^-?\d+$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
};

type Values = Readonly<Record<string, unknown>>;
/** A header that HTTP can carry. */
const isSendable = (text: string): boolean => /^[\t\x20-\x7e]*$/.test(text) && text.trim() === text;

const bodiesOf = (operation: Operation): fc.Arbitrary<{ readonly raw: string | null; readonly isValid: boolean }> => {
  const { schema, example } = operation.requestBody?.content['application/json'] ?? {};
  if (schema === undefined) return fc.constant({ raw: null, isValid: true });
  const made = valuesOf(schema, '', example).map((value) => {
    // A claim waits up to 20 s for a deployment. Here none comes.
    const isClaim = operation.operationId === 'claimDeployment' && typeof value === 'object' && value !== null;
    const sent =
      isClaim && Number.isInteger((value as Values).waitSeconds ?? 20) ? { ...value, waitSeconds: 0 } : value;
    // Half a character is no text of JSON's that a schema could speak of.
    const raw = JSON.stringify(sent);
    return { raw, isValid: checker.faults(schema, sent).length === 0 && !raw.includes('\\ud800') };
  });
  const broken = fc.constantFrom('{', '', 'null', '[1]', '{"a":1}}').map((raw) => ({ raw, isValid: false }));
  return fc.oneof({ weight: 20, arbitrary: made }, broken);
};

/**
 * Requests of one operation: most of them right by openapi.json, the others wrong in one thing or more.
 * @param ids what exists, by the name of the parameter that names it
 */
export const requestsOf = (
  operation: Operation,
  ids: Readonly<Record<string, string>>,
): fc.Arbitrary<GeneratedRequest> => {
  const parameters = operation.parameters ?? [];
  const named = (place: Parameter['in']) => parameters.filter((one) => one.in === place);
  const record = (place: Parameter['in'], rest: fc.RecordConstraints<string>) =>
    fc.record(
      Object.fromEntries(named(place).map(({ name, schema }) => [name, valuesOf(schema, name, ids[name])])) as Record<
        string,
        fc.Arbitrary<unknown>
      >,
      rest,
    );
  const paths = fc.record(
    Object.fromEntries(
      named('path').map(({ name, schema }) => {
        const known = ids[name];
        const others = valuesOf(schema, name, known);
        return [name, known === undefined ? others : fc.oneof({ weight: 6, arbitrary: fc.constant(known) }, others)];
      }),
    ) as Record<string, fc.Arbitrary<unknown>>,
  );
  return fc
    .record({
      inPath: paths,
      inQuery: fc.oneof({ weight: 2, arbitrary: fc.constant<Values>({}) }, record('query', { requiredKeys: [] })),
      inHeader: fc.oneof({ weight: 4, arbitrary: fc.constant<Values>({}) }, record('header', { requiredKeys: [] })),
      body: bodiesOf(operation),
    })
    .map(({ inPath, inQuery, inHeader, body }) => {
      const headers = Object.fromEntries(
        Object.entries(inHeader)
          .map(([name, value]) => [name, asText(value)] as const)
          .filter(([, text]) => isSendable(text)),
      );
      const query = Object.entries(inQuery).map(([name, value]) => [name, asText(value).toWellFormed()] as const);
      const texts: Readonly<Record<string, string>> = {
        ...Object.fromEntries(
          Object.entries(inPath).map(([name, value]) => [name, asText(value).toWellFormed() || 'x']),
        ),
        ...Object.fromEntries(query),
        ...headers,
      };
      const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
        encodeURIComponent(texts[name] ?? 'x'),
      );
      const search = new URLSearchParams(query.map(([...one]) => one)).toString();
      const isValid = parameters.every(({ name, required, schema }) => {
        const text = texts[name];
        return text === undefined ? required !== true : checker.faults(schema, fromText(text, schema)).length === 0;
      });
      return {
        operation,
        path: search === '' ? path : `${path}?${search}`,
        headers,
        body: body.raw,
        isValid: isValid && body.isValid,
      };
    });
};
