import { Problem } from '#shared/contract/problem.ts';
import type { AuditSource, Mutation } from '#shared/data/audit/mutation.ts';

/** Lambda hands on an error's name and message alone: the name tells a program which problem it is. */
const namedByCode = (problem: Problem): Error =>
  Object.assign(new Error(problem.message, { cause: problem }), { name: problem.code });

/** What Lambda tells a function of its call. */
type LambdaContext = { readonly awsRequestId?: string };

/** The operator of the service: anybody who may invoke the function. AWS's own log names the person. */
export const operator = { id: 'operator', kind: 'operator', name: 'Operator' } as const;

/** Who makes a change, for its audit record. @param now RFC 3339 */
export const operatorSource = (
  context: LambdaContext | undefined,
  now: string,
): AuditSource & Pick<Mutation, 'idempotency'> => ({
  principal: operator,
  requestId: context?.awsRequestId ?? 'local',
  sourceIp: null,
  now,
  idempotency: null,
});

/**
 * A Lambda without a route: the right to invoke it is the permission.
 * Source: docs/design/security-model.md, "The operator".
 * @throws Error with a message for the caller, named by its problem code
 */
export const adminFunction =
  <T>(work: (input: unknown, context?: LambdaContext) => Promise<T>) =>
  async (input: unknown, context?: LambdaContext): Promise<T> => {
    try {
      return await work(input, context);
    } catch (error) {
      throw error instanceof Problem ? namedByCode(error) : error;
    }
  };

/** @throws Problem `not_found` */
export const noOrganization = (slug: string): Problem =>
  new Problem('not_found', `organization: there is none with the slug ${slug}.`);
