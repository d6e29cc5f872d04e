import type { ListedEnvironment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { useNextPages } from '../api/use-pages.ts';
import { environmentsByProject } from '../projects/environments-by-project.ts';
import { useAllEnvironments, useProjects } from '../projects/queries.ts';

export type ProjectState = {
  readonly project: Project;
  /** Null while they are read, and where they cannot be. */
  readonly environments: readonly ListedEnvironment[] | null;
};

/**
 * All projects that are not archived, with their environments: a call for each 100 projects, and one for each 25 with
 * their environments.
 */
export const useProjectStates = () => {
  const projects = useProjects('', false);
  const environments = useAllEnvironments('', false);
  useNextPages(projects, true);
  useNextPages(environments, true);
  const found = projects.data?.pages.flatMap(({ body }) => body.projects) ?? [];
  const isRead = environments.data !== undefined && !environments.hasNextPage;
  const known = environmentsByProject(found, {
    environments: environments.data?.pages.flatMap(({ body }) => body.environments) ?? [],
    isWhole: isRead,
  });
  const states: readonly ProjectState[] = found.map((project) => ({
    project,
    environments: known.get(project.id) ?? null,
  }));
  return { projects, environments, states, isWhole: isRead && !projects.hasNextPage };
};
