import type { OrganizationId, ProjectId } from '../contract/id.ts';
import { readProjectAndRepository } from '../data/read-project.ts';
import { isBusy } from '../domain/connection.ts';
import { resumeConnection } from './connect-repository.ts';
import { finishDisconnection } from './disconnect-repository.ts';
import { tidyKeys } from './regenerate-key.ts';

/** Finishes or cleans what a connect, a disconnect or a key rotation left when it was cut short. @param now RFC 3339 */
export const resumeRepository = async (organization: OrganizationId, id: ProjectId, now: string): Promise<void> => {
  const found = await readProjectAndRepository(organization, id);
  const repository = found?.repository ?? null;
  if (repository === null || isBusy(repository, now)) return;
  switch (repository.status) {
    case 'connecting':
      return resumeConnection(repository, now);
    case 'disconnecting':
      return finishDisconnection(repository);
    case 'action_required':
    case 'connected':
    case 'failing':
      await tidyKeys(repository);
  }
};
