import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

const names = ['table-name', 'table-arn', 'stream-arn', 'bus-name', 'bus-arn'] as const;
export type ReferenceName = (typeof names)[number];

/** What the service stack needs of the data stack. */
export type DataReferences = Readonly<Record<ReferenceName, string>> & {
  /** Of the key of `encryption`, undefined without it. */
  readonly keyArn?: string | undefined;
};

const parameterName = (prefix: string, name: ReferenceName): string => `/${prefix}/data/${name}`;

/** Writes the references as parameters. An export would block changes of the exported resources. */
export const writeReferences = (scope: Construct, prefix: string, values: DataReferences): void => {
  for (const name of names) {
    new StringParameter(scope, `Reference-${name}`, {
      parameterName: parameterName(prefix, name),
      stringValue: values[name],
    });
  }
};

/** Reads the references when the service stack is deployed. */
export const readReferences = (scope: Construct, prefix: string): DataReferences =>
  Object.fromEntries(
    names.map((name) => [name, StringParameter.valueForStringParameter(scope, parameterName(prefix, name))]),
  ) as Record<ReferenceName, string>;
