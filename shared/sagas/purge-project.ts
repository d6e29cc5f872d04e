import type { OrganizationId, ProjectId } from '../contract/id.ts';
import { deleteProjectItem, deleteProjectItems, deleteRepositoryItem, readPurge } from '../data/purge-items.ts';
import { isBusy, keyIdsOf } from '../domain/connection.ts';
import { deleteDeployKey } from '../secrets/deploy-key-secret.ts';

/**
 * Removes everything of a project that is marked as being deleted: environments, history, logs, secrets, repository, and
 * last its own item. Every step may be repeated, and while the project's item stands a sweep finds it again.
 * @param now RFC 3339
 * @returns false where nothing was left to purge
 * @throws Error while a step of the connection may still store a secret: to be tried again
 */
export const purgeProject = async (organization: OrganizationId, id: ProjectId, now: string): Promise<boolean> => {
  const purge = await readPurge(organization, id);
  if (purge === null) return false;
  await deleteProjectItems(purge.project);
  if (purge.repository !== null) {
    if (isBusy(purge.repository, now)) throw new Error('A step of the connection is still under way.');
    for (const key of keyIdsOf(purge.repository)) await deleteDeployKey(organization, id, key);
    await deleteRepositoryItem(purge.repository);
  }
  await deleteProjectItem(purge.project);
  return true;
};
