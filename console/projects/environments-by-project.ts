import type { ListedEnvironment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';

/** What was read of the list of all environments so far. */
export type EnvironmentsSoFar = {
  readonly environments: readonly ListedEnvironment[];
  readonly isWhole: boolean;
};

/**
 * The environments of each project, by its id. A project of which nothing is known yet is left out: the list has the
 * order of the projects, so that those before the last one that it names were read, and it itself too. Pure.
 */
export const environmentsByProject = (
  projects: readonly Project[],
  { environments, isWhole }: EnvironmentsSoFar,
): ReadonlyMap<string, readonly ListedEnvironment[]> => {
  const found = new Map<string, ListedEnvironment[]>();
  for (const environment of environments) {
    const those = found.get(environment.projectId) ?? [];
    found.set(environment.projectId, [...those, environment]);
  }
  const last = projects.findLastIndex(({ id }) => found.has(id));
  const read = isWhole ? projects : projects.slice(0, last + 1);
  return new Map(read.map(({ id }) => [id, found.get(id) ?? []]));
};
