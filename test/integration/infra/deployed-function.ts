import * as z from 'zod';
import type { Synthesized } from './synthesized.ts';
import { referredTo } from './synthesized.ts';

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof Statement>;

const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) });
const Policies = z.array(Policy).default([]);
const Variables = z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} });

/** A Lambda as it is deployed, with everything that its role may do. */
export type DeployedFunction = {
  /** Below functions/, without ending. */
  readonly file: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly variables: readonly string[];
  readonly roleId: string;
  readonly managedPolicies: unknown;
  readonly statements: readonly Statement[];
};

/** Every Lambda of the app. */
export const deployedFunctions = (app: Synthesized): readonly DeployedFunction[] =>
  app.templates.flatMap(({ resources }) =>
    resources
      .filter((resource) => resource.Type === 'AWS::Lambda::Function')
      .map(({ id, Properties }) => {
        const roleId = referredTo(Properties.Role);
        const role = resources.find((resource) => resource.id === roleId);
        // What the role got beside its own document: a policy that names it.
        const attached = resources.filter(
          (resource) =>
            resource.Type === 'AWS::IAM::Policy' && JSON.stringify(resource.Properties.Roles).includes(`"${roleId}"`),
        );
        const policies = [
          ...Policies.parse(role?.Properties.Policies),
          ...attached.map((one) => Policy.parse(one.Properties)),
        ];
        return {
          file: String(Properties.Description).replace('oCore: ', ''),
          id,
          properties: Properties,
          variables: Object.keys(Variables.parse(Properties.Environment).Variables),
          roleId,
          managedPolicies: role?.Properties.ManagedPolicyArns ?? [],
          statements: policies.flatMap((policy) => policy.PolicyDocument.Statement),
        };
      }),
  );

/** The actions that a function's role allows, of one service. */
export const allowed = (one: DeployedFunction, service: string): readonly string[] =>
  one.statements
    .filter((statement) => statement.Effect === 'Allow')
    .flatMap((statement) => statement.Action)
    .filter((action) => action.startsWith(`${service}:`));
