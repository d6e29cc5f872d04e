import { useMatches, useOutletContext } from 'react-router';
import type { Permission } from '#shared/contract/permission.ts';
import type { Project } from '#shared/contract/project.ts';

/** The project of the address, which its tabs share. `etag` goes into If-Match of what changes the project itself. */
export type ProjectOfTab = { readonly project: Project; readonly etag: string | null };

/** For a tab of a project. */
export const useProjectOfTab = (): ProjectOfTab => useOutletContext<ProjectOfTab>();

/**
 * Whether the caller may do something with a project, or with an environment. Of what happens to an environment that
 * itself tells: a key may be limited to some of them.
 */
export const mayDo = (
  { permissions }: { readonly permissions: readonly Permission[] },
  permission: Permission,
): boolean => permissions.includes(permission);

/** What the route of a project tells its screens: the paths of the screens below it. */
export type ProjectRoute = { readonly screens: readonly string[] };

const isProjectRoute = (handle: unknown): handle is ProjectRoute =>
  typeof handle === 'object' && handle !== null && 'screens' in handle;

/** Whether there is a screen at a path below the project: no tab and no link leads to one that does not exist. */
export const useHasScreen = (): ((path: string) => boolean) => {
  const handles: readonly unknown[] = useMatches().map(({ handle }) => handle);
  const screens = handles.find(isProjectRoute)?.screens ?? [];
  return (path) => screens.includes(path);
};
