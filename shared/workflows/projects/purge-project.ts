import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import {
  deleteProjectItem,
  deleteProjectItems,
  deleteRepositoryItem,
  readPurge,
} from '#shared/data/projects/purge-items.ts';
import { isBusy } from '#shared/domain/repository/step-hold.ts';
import { connectionTools, type ToolSettings } from '#shared/workflows/repository/connection-tools.ts';
import { removeConnection } from '#shared/workflows/repository/remove-connection.ts';

/** How long a purge waits for a provider that does not answer. After that, webhook and key are left at the provider. */
const patienceMs = 86_400_000;

/**
 * Removes everything of a project that is marked as deleted: environments, history, logs, webhook and keys at the
 * provider, secrets, repository, and last its own item. Every step may be repeated. While the project's item exists,
 * the tick finds the purge again.
 * @param now RFC 3339
 * @returns false if nothing was left to purge
 * @throws Error while a step of the connection may still store a secret, or while the provider does not answer: try
 * again
 */
export const purgeProject = async (
  organization: OrganizationId,
  id: ProjectId,
  settings: ToolSettings,
  now: string,
): Promise<boolean> => {
  const purge = await readPurge(organization, id);
  if (purge === null) return false;
  await deleteProjectItems(purge.project);
  if (purge.repository !== null) {
    if (isBusy(purge.repository, now)) throw new Error('A step of the connection is still under way.');
    const tools = await connectionTools(purge.repository, settings, Date.parse(now));
    const { transient } = await removeConnection(purge.repository, tools);
    const waited = Date.parse(now) - Date.parse(purge.project.deletingAt ?? now);
    if (transient !== null && waited < patienceMs) throw transient;
    await deleteRepositoryItem(purge.repository);
  }
  await deleteProjectItem(purge.project);
  return true;
};
