import { cell, type Field, fieldsOf, fieldsOfBody, type Schema, typeOf } from './schema-fields.ts';

type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;
type Parameter = {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly description?: string;
};
type Answer = { readonly $ref?: string; readonly description?: string; readonly content?: Content };
type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
};

/** The parts of openapi.json that the reference is made from. */
export type Openapi = {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const words = (name: string): string =>
  name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);

/** A name as a heading: `createApiKey` and `branch-mappings` are "Create api key" and "Branch mappings". */
export const titleOf = (name: string): string => {
  const text = words(name).replaceAll('-', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/\bapi\b/gi, 'API');
};

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Types hold links and code already; only what separates cells is escaped. */
const fieldRow = ({ path, type, required, description }: Field): string[] => [
  `\`${path}\`${required ? '' : ' (optional)'}`,
  type.replaceAll('|', '\\|'),
  cell(description),
];
const fieldTable = (fields: readonly Field[]): string => table(['Field', 'Type', 'What it is'], fields.map(fieldRow));

const parameterRow = ({ in: place, name, required, schema, description }: Parameter): string[] => [
  `\`${name}\`${place === 'path' || required === true ? '' : ' (optional)'}`,
  place,
  typeOf(schema).replaceAll('|', '\\|'),
  cell(`${description ?? ''}${schema.default === undefined ? '' : ` Default: \`${String(schema.default)}\`.`}`),
];

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A request as a person sends it: path parameters are variables of the shell, as `$projectId`. */
const curl = (method: string, path: string, operation: Operation): string => {
  const address = path.replace(/\{(\w+)\}/g, '$$$1');
  const [[type, body] = [undefined, undefined]] = Object.entries(operation.requestBody?.content ?? {});
  return [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"$OCORE_API_URL${address}"`,
    ...(operation.security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(type === undefined
      ? []
      : [`-H "Content-Type: ${type}"`, `-d ${quoted(JSON.stringify(body?.example, null, 2))}`]),
  ].join(' \\\n  ');
};

const bodyParts = (content: Content | undefined): string[] =>
  Object.entries(content ?? {}).flatMap(([type, { schema = {}, example }]) => {
    const fields = fieldsOfBody(schema);
    const named = schema.$ref === undefined ? [] : [`${typeOf(schema)} as \`${type}\`.`];
    const shown = typeof example === 'string' ? `\`\`\`text\n${example.trimEnd()}\n\`\`\`` : json(example);
    return [...named, ...(fields.length > 0 ? [fieldTable(fields)] : []), ...(example === undefined ? [] : [shown])];
  });

/** The problems that an operation names, in the words of openapi.json, each with a link to its page. */
const problemsOf = (operation: Operation): string[] =>
  Object.entries(operation.responses).flatMap(([status, { description }]) => {
    const codes = /^Problem: (.*)\.$/.exec(description ?? '')?.[1]?.split(', ') ?? [];
    return codes.map((code) => `${status} [\`${code}\`](../problems/${code}.md)`);
  });

const answers = (operation: Operation): string[] =>
  Object.entries(operation.responses)
    .filter(([status]) => status < '300')
    .flatMap(([status, { description = '', content }]) => [
      `### Answer ${status}`,
      cell(description),
      ...bodyParts(content),
    ]);

const operationPart = (method: string, path: string, operation: Operation): string[] => {
  const { parameters = [], requestBody, summary, description } = operation;
  const problems = problemsOf(operation);
  return [
    `## ${titleOf(operation.operationId)}`,
    `\`${method.toUpperCase()} ${path}\``,
    cell(summary),
    ...(description === summary ? [] : [cell(description)]),
    ...(parameters.length > 0 ? [table(['Parameter', 'In', 'Type', 'What it is'], parameters.map(parameterRow))] : []),
    ...(requestBody === undefined
      ? []
      : ['### Body', fieldTable(Object.values(requestBody.content).flatMap((one) => fieldsOfBody(one.schema ?? {})))]),
    '### Request',
    `\`\`\`sh\n${curl(method, path, operation)}\n\`\`\``,
    ...answers(operation),
    ...(problems.length > 0 ? ['### Problems', problems.join(', ')] : []),
  ];
};

const page = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

const groupPage = (openapi: Openapi, group: string): string => {
  const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(group))
      .map(([method, operation]) => ({ path, method, operation })),
  );
  const list = operations.map(({ path, method, operation: { operationId, summary } }) => [
    `[${titleOf(operationId)}](#${titleOf(operationId).toLowerCase().replaceAll(' ', '-')})`,
    `\`${method.toUpperCase()} ${path}\``,
    cell(summary),
  ]);
  const parts = operations.flatMap(({ path, method, operation }) => operationPart(method, path, operation));
  return page([
    '---\noutline: 2\n---',
    `# API: ${titleOf(group)}`,
    table(['Operation', 'Address', 'What it does'], list),
    ...parts,
  ]);
};

const objectsPage = ({ components: { schemas } }: Openapi): string =>
  page([
    '---\noutline: 2\n---',
    '# API: Objects',
    'What the operations take and answer. A field that says "or null" is always there, and may be `null`.',
    ...Object.entries(schemas)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, schema]) => {
        const fields = fieldsOf(schema).length > 0 ? fieldsOf(schema) : fieldsOfBody(schema);
        return [
          `## ${name}`,
          ...(schema.description === undefined ? [] : [cell(schema.description)]),
          fields.length > 0 ? fieldTable(fields) : typeOf(schema),
        ];
      }),
  ]);

/** The names of the pages of the reference, in the order of openapi.json. */
export const apiPageNames = (openapi: Openapi): string[] => [...openapi.tags.map(({ name }) => name), 'objects'];

/** The reference of the API: path of each page, as if it stood in docs/ → Markdown. */
export const apiPages = (openapi: Openapi): ReadonlyMap<string, string> =>
  new Map(
    apiPageNames(openapi).map((name) => [
      `docs/api/${name}.md`,
      name === 'objects' ? objectsPage(openapi) : groupPage(openapi, name),
    ]),
  );
