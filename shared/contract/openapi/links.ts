import * as z from 'zod/mini';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';

/** The resources that have an address, by the parameter of a path that takes their id. */
const parameterOf: Readonly<Record<string, string>> = {
  Project: 'projectId',
  ClonedProject: 'projectId',
  Environment: 'environmentId',
  BranchMapping: 'mappingId',
  Deployment: 'deploymentId',
  Submodule: 'submoduleId',
  Role: 'roleId',
  Member: 'memberId',
  ApiKeyWithSecret: 'apiKeyId',
};

const namesOf = (row: Endpoint): readonly string[] =>
  [...row.path.matchAll(/\{([^{}]+)\}/g)].map(([, one = '']) => one);

export type Link = { readonly operationId: string; readonly parameters: Readonly<Record<string, string>> };

/**
 * The operations that a client can call with the id of the new resource: they need no further ids than those in the path of
 * the POST.
 * @param schema of the answer
 */
export const linksOf = (row: Endpoint, schema: z.ZodMiniType | undefined): Readonly<Record<string, Link>> => {
  const made = schema === undefined ? undefined : parameterOf[z.globalRegistry.get(schema)?.id ?? ''];
  if (row.method !== 'POST' || made === undefined) return {};
  // A new project is none of those that the path of the operation has: to clone one makes another.
  const own = namesOf(row).filter((name) => name !== made);
  const fitting = endpoints.filter((one) => {
    const names = namesOf(one);
    return names.includes(made) && names.every((name) => name === made || own.includes(name));
  });
  return Object.fromEntries(
    fitting.map((one): [string, Link] => [
      one.operationId,
      {
        operationId: one.operationId,
        parameters: Object.fromEntries(
          namesOf(one).map((name) => [name, name === made ? '$response.body#/id' : `$request.path.${name}`]),
        ),
      },
    ]),
  );
};
