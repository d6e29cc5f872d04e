import { type ProjectConfiguration, readConfigurations } from '#shared/data/projects/read-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import type { ListPosition } from '#shared/domain/projects/project-list.ts';
import { readProjectPage } from './read-project-page.ts';
import { isShownTo, type PageRequest } from './visible-page.ts';

/**
 * Reads a page of the projects that a principal may see, with their repositories and environments. The list comes from an
 * index that may lag, so that the project's own item decides once more: what was hidden just now is left out.
 */
export const readConfigurationPage = async (
  principal: Principal,
  request: PageRequest,
): Promise<{ readonly projects: readonly ProjectConfiguration[]; readonly next: ListPosition | null }> => {
  const { projects, next } = await readProjectPage(principal, request);
  const found = await readConfigurations(principal.organization.id, projects);
  return { projects: found.filter(({ project }) => isShownTo(principal, request, project)), next };
};
