import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { notFound } from './require-permission.ts';

/** Finds an environment by its id. @throws Problem `not_found` */
export const requireEnvironment = (
  environments: readonly EnvironmentRecord[],
  environmentId: string,
): EnvironmentRecord => {
  const environment = environments.find((one) => one.id === environmentId);
  if (environment === undefined) throw notFound();
  return environment;
};
