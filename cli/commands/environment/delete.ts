import { deleteEnvironment } from '#shared/contract/endpoints/environments.ts';
import { environmentConfirmation } from '../../confirmations.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag } from '../../tree/options.ts';

/** `ocore environment delete`: shows what goes, and asks for the name. */
export const environmentDelete = apiCommand('environment delete', deleteEnvironment, {
  summary: 'Delete an environment; its deployment history stays',
  examples: [
    'ocore environment delete prj_… Staging',
    'ocore environment delete prj_… Staging --force --confirm Staging',
  ],
  arguments: ['project', 'environment'],
  options: [flag('--force', 'force', 'remove its mappings and cancel what is queued or waits')],
  shape: 'id',
  confirmation: environmentConfirmation,
});
