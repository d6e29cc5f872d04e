import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
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

/** @param restingMs instead of 15 s, where many projects are on the screen */
export const useEnvironments = (projectId: string, restingMs?: number) =>
  useRead(
    listEnvironments,
    { params: { projectId } },
    {
      isRunning: ({ environments }) => environments.some(isBusy),
      ...(restingMs === undefined ? {} : { restingMs }),
    },
  );

/** @param search a part of the name; empty: all */
export const useProjects = (search: string, withArchived: boolean) =>
  usePages(listProjects, {
    query: {
      limit: '100',
      ...(withArchived ? { include_archived: 'true' } : {}),
      ...(search === '' ? {} : { q: search }),
    },
  });

export const useCreateProject = () => useWrite(createProject);
