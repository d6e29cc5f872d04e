import * as z from 'zod/mini';
import { Permission } from './permission.ts';
import { type ProblemCode, problemCodes } from './problem-code.ts';

/**
 * The body of every error of the service, `application/problem+json`.
 * Source: RFC 9457; docs/design/api-conventions.md, "Problems".
 */
export const ProblemDocument = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
    requestId: z.string(),
    errors: z.optional(z.array(z.object({ pointer: z.string(), detail: z.string() }))),
    requiredPermission: z.optional(Permission),
    organizations: z.optional(z.array(z.string())),
  })
  .register(z.globalRegistry, { id: 'Problem', description: 'An error, as RFC 9457 describes it.' });

export type ProblemDocument = z.infer<typeof ProblemDocument>;
