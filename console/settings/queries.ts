import {
  archiveProject,
  cloneProject,
  deleteProject,
  getProjectRemoval,
  unarchiveProject,
  updateProject,
} from '#shared/contract/endpoints/projects.ts';
import type { Project } from '#shared/contract/project.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';
import { useProject } from '../projects/queries.ts';

/** What a deletion removes. It is read when somebody asks for it. */
export const useProjectRemoval = (projectId: string) => useRead(getProjectRemoval, { params: { projectId } });

/** The form that changes a project: see `useGuardedWrite`. */
export const useUpdateProject = (project: Project) =>
  useGuardedWrite(updateProject, project, useProject(project.id), ({ name, description, defaultOdooVersion }) => ({
    name,
    description,
    defaultOdooVersion,
  }));
export const useArchive = () => useWrite(archiveProject);
export const useUnarchive = () => useWrite(unarchiveProject);
export const useClone = () => useWrite(cloneProject);
export const useDelete = () => useWrite(deleteProject);
