import * as z from 'zod/mini';
import type { ZodOpenApiParameters } from 'zod-openapi';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { idPattern, idPrefixes } from '#shared/contract/id-prefixes.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { Provider } from '#shared/contract/repository.ts';
import { systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { textPatterns } from './text-patterns.ts';

const kinds = Object.keys(idPrefixes) as readonly (keyof typeof idPrefixes)[];

const headerParameters = (row: Endpoint): Record<string, z.ZodMiniType> => ({
  ...(row.access === 'public'
    ? {}
    : {
        'X-Org-Slug': z
          .optional(z.string().check(z.regex(new RegExp(textPatterns.slug))))
          .register(z.globalRegistry, { description: 'Chooses the organisation, if the caller has several.' }),
      }),
  ...(row.method === 'POST' && row.access !== 'public'
    ? {
        'Idempotency-Key': z
          .optional(z.string().check(z.regex(new RegExp(textPatterns.idempotencyKey))))
          .register(z.globalRegistry, {
            description: 'Kept for 24 hours: a repetition gets the answer of the first request.',
          }),
      }
    : {}),
  ...((row.method === 'PUT' || row.method === 'DELETE') && row.access !== 'public'
    ? {
        'If-Match': z
          .optional(z.string())
          .register(z.globalRegistry, { description: 'An ETag; 412 if the version differs.' }),
      }
    : {}),
  ...(row.method === 'GET'
    ? {
        'If-None-Match': z
          .optional(z.string())
          .register(z.globalRegistry, { description: 'An ETag; 304 if nothing has changed.' }),
      }
    : {}),
});

const ids = new Map<string, RegExp>(kinds.map((kind) => [`${kind}Id`, idPattern(kind)]));
const names: Readonly<Record<string, z.ZodMiniType>> = {
  provider: z.enum(Provider.options),
  code: z.enum(Object.keys(problemCodes)),
  // The roles that every organisation has are named by a word.
  roleId: z.string().check(z.regex(new RegExp(`^(${systemRoleIds.join('|')})$|${idPattern('role').source}`))),
};

/** @param name of a parameter in a path */
const pathParameter = (name: string): z.ZodMiniType => {
  const pattern = ids.get(name);
  const schema = names[name] ?? (pattern === undefined ? z.string() : z.string().check(z.regex(pattern)));
  return schema.register(z.globalRegistry, { description: `The ${name.replace(/Id$/, ' id').toLowerCase()}.` });
};

const pathParameters = (row: Endpoint): Record<string, z.ZodMiniType> =>
  Object.fromEntries([...row.path.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => [name, pathParameter(name)]));

/** What a row takes besides its body. */
export const parametersOf = (row: Endpoint): ZodOpenApiParameters => ({
  path: z.object(pathParameters(row)),
  header: z.object(headerParameters(row)),
  ...(row.query === undefined ? {} : { query: row.query }),
});
