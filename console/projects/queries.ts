import { listAllEnvironments, listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { createProject, getProject, listProjects } from '#shared/contract/endpoints/projects.ts';
import type { Environment } from '#shared/contract/environment.ts';
import { usePages } from '../api/use-pages.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';
import { isInMotion } from '../ui/status.tsx';

/** Whether something of an environment goes on by itself. */
export const isBusy = ({ running, pending }: Environment): boolean =>
  running !== null || (pending !== null && isInMotion(pending.status));

export const useProject = (projectId: string) => useRead(getProject, { params: { projectId } });

export const useEnvironments = (projectId: string) =>
  useRead(listEnvironments, { params: { projectId } }, { isRunning: ({ environments }) => environments.some(isBusy) });

/** What both lists are asked for. @param search a part of the name; empty: all */
export const listFilters = (search: string, withArchived: boolean) => ({
  ...(withArchived ? { include_archived: 'true' as const } : {}),
  ...(search === '' ? {} : { q: search }),
});

export const useProjects = (search: string, withArchived: boolean) =>
  usePages(listProjects, { query: { limit: '100', ...listFilters(search, withArchived) } });

/** The environments of the same projects, in the same order. A page has those of 25 projects. */
export const useAllEnvironments = (search: string, withArchived: boolean) =>
  usePages(
    listAllEnvironments,
    { query: { limit: '25', ...listFilters(search, withArchived) } },
    { isRunning: ({ environments }) => environments.some(isBusy) },
  );

export const useCreateProject = () => useWrite(createProject);
