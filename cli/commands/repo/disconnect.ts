import { disconnectRepository } from '#shared/contract/endpoints/repository.ts';
import { repositoryConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore repo disconnect`: shows what goes, and asks for the name of the repository. */
export const repoDisconnect = apiCommand('repo disconnect', disconnectRepository, {
  summary: 'Disconnect the repository and say what is left behind',
  examples: ['ocore repo disconnect prj_…', 'ocore repo disconnect prj_… --confirm acme/odoo-custom'],
  arguments: ['project'],
  shape: 'one',
  idOf: null,
  confirmation: repositoryConfirmation,
});
