import { useOutletContext } from 'react-router';
import type { Permission } from '#shared/contract/permission.ts';
import type { Project } from '#shared/contract/project.ts';

/** The project of the address, which its tabs share. `etag` goes into If-Match of what changes the project itself. */
export type ProjectOfTab = { readonly project: Project; readonly etag: string | null };

/** For a tab of a project. */
export const useProjectOfTab = (): ProjectOfTab => useOutletContext<ProjectOfTab>();

/** Whether the caller may do something with a project. */
export const mayDo = (project: Project, permission: Permission): boolean => project.permissions.includes(permission);
