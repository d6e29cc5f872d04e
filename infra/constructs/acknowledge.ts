import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * Says why a rule of cdk-nag does not hold for a construct and what is below it. cdk-nag shows the reason. D-101 says why the
 * reasons are in the code.
 * @param rule for instance `AwsSolutions-SQS3`
 */
export const acknowledge = (construct: IConstruct, rule: string, reason: string): void =>
  Validations.of(construct).acknowledge({ id: rule, reason });

/** A value of a template as cdk-nag spells it: a reference stands in angle brackets. */
const spelled = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[name, of] = []] = Object.entries(value as Readonly<Record<string, unknown>>);
  if (name === 'Ref') return `<${of}>`;
  const parts = of as readonly [unknown, unknown];
  return name === 'Fn::Join' ? (parts[1] as readonly unknown[]).map(spelled).join('') : `<${parts.join('.')}>`;
};

/** The reasons why resources of a policy have wildcards, by the end of the resource. */
export type WildcardReasons = Readonly<Record<string, string>>;

/**
 * Says why resources in the policy of a role have wildcards. A resource without a reason stays a finding. cdk-nag names such
 * a finding by the resource, whose references are known only at the end of a synthesis.
 */
export const acknowledgeWildcards = (
  role: IConstruct,
  statements: readonly PolicyStatement[],
  reasons: WildcardReasons,
): void =>
  role.node.addValidation({
    validate: () => {
      const resources = statements.flatMap((statement) => statement.resources);
      for (const resource of resources.map((one) => spelled(Stack.of(role).resolve(one)))) {
        for (const [end, reason] of Object.entries(reasons)) {
          if (resource.endsWith(end)) acknowledge(role, `AwsSolutions-IAM5[Resource::${resource}]`, reason);
        }
      }
      return [];
    },
  });
