import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Project } from '#shared/contract/project.ts';
import { useReads } from '../api/use-read.ts';

/** Every project is asked: once a minute, and less often where there are many. */
const restingMsOf = (projects: number): number => Math.max(60_000, projects * 3000);

export type ProjectState = {
  readonly project: Project;
  /** Null while they are read, and where they cannot be. */
  readonly environments: readonly Environment[] | null;
  readonly error: Error | null;
};

/** The environments of several projects. */
export const useProjectStates = (projects: readonly Project[]): readonly ProjectState[] => {
  const reads = useReads(
    listEnvironments,
    projects.map(({ id }) => ({ params: { projectId: id } })),
    { restingMs: restingMsOf(projects.length) },
  );
  return projects.map((project, index) => ({
    project,
    environments: reads[index]?.data?.body.environments ?? null,
    error: reads[index]?.error ?? null,
  }));
};
