import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import { notFound } from './require-permission.ts';

/** The environment with an id. @throws Problem `not_found` */
export const environmentOf = (environments: readonly EnvironmentRecord[], environmentId: string): EnvironmentRecord => {
  const environment = environments.find((one) => one.id === environmentId);
  if (environment === undefined) throw notFound();
  return environment;
};
