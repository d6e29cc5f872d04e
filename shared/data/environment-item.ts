import type { EnvironmentRecord } from '../domain/records.ts';
import type { Item } from './item.ts';
import { keys } from './keys.ts';
import type { Write } from './transact.ts';

const environmentItem = (environment: EnvironmentRecord): Item<EnvironmentRecord> => ({
  ...environment,
  ...keys.environment(environment.organizationId, environment.projectId, environment.id),
});

/** The label of the write that holds an environment's version. */
export const environmentLabel = (environmentId: string): string => `environment ${environmentId}`;

const condition = (before: number) => ({
  ConditionExpression: '#version = :before',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':before': before },
});

/** Writes a new environment. */
export const newEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Put: { Item: environmentItem(environment), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Writes an environment over the version that was read. @param environment its version already raised */
export const environmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Put: { Item: environmentItem(environment), ...condition(environment.version - 1) },
});

/** Removes an environment in the version that was read. */
export const removeEnvironmentWrite = (environment: EnvironmentRecord): Write => ({
  label: environmentLabel(environment.id),
  Delete: {
    Key: keys.environment(environment.organizationId, environment.projectId, environment.id),
    ...condition(environment.version),
  },
});
