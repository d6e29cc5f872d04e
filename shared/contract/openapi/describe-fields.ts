import { auditFields } from './audit-texts.ts';
import { fieldsByName } from './fields-by-name.ts';
import { organizationFields } from './organization-fields.ts';
import { repositoryFields } from './repository-fields.ts';
import { requestFields } from './request-fields.ts';
import { resourceFields } from './resource-fields.ts';
import { runnerFields } from './runner-fields.ts';

/** A part of an OpenAPI document that may be described. */
type Part = {
  description?: string;
  properties?: Record<string, Part>;
  items?: Part;
  anyOf?: Part[];
  oneOf?: Part[];
  allOf?: Part[];
};
type Parameter = { in: string; name: string; description?: string; schema?: Part };
type Content = Record<string, { schema?: Part }>;
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
/** The parts of a document that hold fields. */
export type Describable = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Part> };
};

/** The schemas that extend another one, with the one whose fields they share. */
const extended: Readonly<Record<string, string>> = {
  ClonedProject: 'Project',
  ListedEnvironment: 'Environment',
  ApiKeyWithSecret: 'ApiKey',
};

const fields = {
  ...resourceFields,
  ...repositoryFields,
  ...runnerFields,
  ...organizationFields,
  ...requestFields,
  ...auditFields,
};

/** The line for a field: that of its place, else that of its name. */
const lineOf = (place: string, name: string): string | undefined => {
  const [first = '', ...rest] = place.split('.');
  const base = extended[first];
  return (
    fields[`${place}.${name}`] ??
    (base === undefined ? undefined : fields[[base, ...rest, name].join('.')]) ??
    fieldsByName[name]
  );
};

const describe = (part: Part, place: string): void => {
  for (const one of [...(part.anyOf ?? []), ...(part.oneOf ?? []), ...(part.allOf ?? [])]) describe(one, place);
  if (part.items !== undefined) describe(part.items, place);
  for (const [name, property] of Object.entries(part.properties ?? {})) {
    const line = lineOf(place, name);
    if (property.description === undefined && line !== undefined) property.description = line;
    describe(property, `${place}.${name}`);
  }
};

/**
 * Describes every field of a document that its schema does not describe itself. The texts stand apart from the schemas,
 * because those are in the bundle of every function (D-069).
 */
export const describeFields = <D extends Describable>(document: D): D => {
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) describe(schema, name);
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    const { operationId, parameters = [], requestBody, responses } = operation;
    for (const parameter of parameters.filter((one) => one.in === 'query')) {
      const line = lineOf(operationId, parameter.name);
      if (parameter.description === undefined && line !== undefined) parameter.description = line;
    }
    const contents = [requestBody?.content, ...Object.values(responses).map(({ content }) => content)];
    for (const { schema } of contents.flatMap((content) => Object.values(content ?? {}))) {
      if (schema !== undefined) describe(schema, operationId);
    }
  }
  return document;
};
