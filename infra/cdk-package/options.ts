import * as z from 'zod';
import { EventType } from '#shared/contract/event.ts';
import { metrics } from '#shared/contract/metrics.ts';
import { DeploymentConfig } from '../config.ts';
import { optionTexts } from './option-texts.ts';

type Schema = z.core.JSONSchema.JSONSchema;

/** An option of the deployment config. */
export type Option = {
  /** For instance `domain.name`, and `runnerPolicies[].projectId` in a list. */
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
};

const schemaOf = (one: Schema | boolean | undefined): Schema => (typeof one === 'object' ? one : {});
const itemOf = ({ items }: Schema): Schema => schemaOf(Array.isArray(items) ? items[0] : items);

const below = (schema: Schema, prefix: string): readonly Option[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, of]) => {
    const one = schemaOf(of);
    const path = `${prefix}${name}`;
    const option = { path, schema: one, required: schema.required?.includes(name) === true };
    return [option, ...below(one, `${path}.`), ...below(itemOf(one), `${path}[].`)];
  });

const root: Schema = z.toJSONSchema(DeploymentConfig, { io: 'input' });

/** Every option, those inside of another one after it. */
export const options: readonly Option[] = below(root, '');

const textOf = (path: string): string => {
  const text = optionTexts[path];
  if (text === undefined) throw new Error(`Say in infra/cdk-package/option-texts.ts what ${path} does.`);
  return text;
};

const kindOf = (schema: Schema): string => {
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => kindOf(schemaOf(one))).join(' or ');
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === 'array') return `list of ${schemaOf(itemOf(schema)).type}s`;
  return schema.additionalProperties !== undefined && typeof schema.additionalProperties === 'object'
    ? `${schemaOf(schema.additionalProperties).type}s by name`
    : String(schema.type);
};

const defaultOf = ({ path, schema, required }: Option): string => {
  if (required) return `required in \`${path.replace(/(?:\[\])?\.[^.]+$/, '')}\``;
  const isEmpty = schema.default === undefined || ['{}', '[]'].includes(JSON.stringify(schema.default));
  return isEmpty || schema.type === 'object' ? '' : `\`${schema.default}\``;
};

/** The options as a table of Markdown. */
export const optionTable = (): string => {
  const rows = [
    ['Option', 'Type', 'Default', 'What it does'],
    ...options.map((one) => [`\`${one.path}\``, kindOf(one.schema), defaultOf(one), textOf(one.path)]),
  ];
  const [head = [], ...others] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
};

const typeOf = (schema: Schema, path: string): string => {
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(schemaOf(one), path)).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `ReadonlyArray<${typeOf(itemOf(schema), `${path}[]`)}>`;
  if (schema.type === 'object') {
    return schema.properties === undefined
      ? `Readonly<Record<string, ${typeOf(schemaOf(schema.additionalProperties), path)}>>`
      : fieldsOf(schema, `${path}.`);
  }
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type;
  throw new Error(`infra/cdk-package/options.ts knows no type for ${path}: ${JSON.stringify(schema)}.`);
};

const fieldsOf = (schema: Schema, prefix: string): string => {
  const fields = Object.entries(schema.properties ?? {}).map(([name, of]) => {
    const path = `${prefix}${name}`;
    const optional = schema.required?.includes(name) === true ? '' : '?';
    return `/** ${textOf(path)} */\nreadonly ${name}${optional}: ${typeOf(schemaOf(of), path)};`;
  });
  return `{\n${fields.join('\n').replace(/^/gm, '  ')}\n}`;
};

/** infra/constructs/ocore-options.ts as declarations that import nothing. */
export const optionTypes = (): string => `/** The options of a deployment. Each may be left out. */
export interface OcoreOptions ${fieldsOf(root, '')}

/** The types of the events on the bus. */
export type OcoreEventType = ${EventType.options.map((one) => `'${one}'`).join(' | ')};

/** The metrics that the service writes itself. */
export type OcoreMetric = ${Object.keys(metrics)
  .map((one) => `'${one}'`)
  .join(' | ')};
`;

/** docs/configuration.md */
export const configurationPage = (): string => `# Configuration of a deployment

Written by \`npm run generate\` from the schema of the configuration. No option is required. \`npx cdk deploy --all -c config=ocore.json\`
reads them from a file, and reports all mistakes in it at once; \`-c stage=…\` wins over the file. The construct
\`OcoreProjects\` takes them as properties ([operations.md](operations.md#in-a-cdk-app-of-your-own)).

${optionTable()}
`;
