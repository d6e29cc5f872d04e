import type { Variable } from '#shared/config/load-config.ts';

type TableAction =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'DescribeContinuousBackups'
  | 'DescribeTable'
  | 'DescribeTimeToLive'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

type SecretAction = 'CreateSecret' | 'DeleteSecret' | 'GetSecretValue';

/** The rights and the environment variables of a function. Everything else is denied. */
export type Grant = {
  /** Actions on the table. A transaction needs the action of each of its writes. */
  readonly table?: readonly TableAction[];
  /** Query on the index gsi1. */
  readonly index?: true;
  /** GetItem on what the tick has noted, and on no other item. */
  readonly lastTick?: true;
  readonly rootKey?: true;
  /** The key of the lease tokens. */
  readonly leaseKey?: true;
  readonly deployKeys?: readonly SecretAction[];
  /** An organisation's credentials for Git providers. */
  readonly credentials?: readonly SecretAction[];
  readonly bus?: true;
  readonly stream?: true;
  /** Those that a setting of the config adds are not listed. */
  readonly environment: readonly Exclude<Variable, 'AWS_REGION' | 'ORIGIN_SHA256' | 'SECRET_KEY_ARN'>[];
};

/** The environments that several functions have. */
export const data = ['TABLE_NAME', 'PUBLIC_URL'] as const;
export const withSecrets = [...data, 'SECRET_PREFIX'] as const;
export const withRoot = [...data, 'ROOT_SECRET_ID'] as const;
export const withLease = [...data, 'LEASE_SECRET_ID'] as const;
export const withBoth = [...withSecrets, 'ROOT_SECRET_ID'] as const;
