import { getEnvironment } from '#shared/contract/endpoints/environments.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore environment get`. */
export const environmentGet = apiCommand('environment get', getEnvironment, {
  summary: 'Show an environment with what is deployed, runs and waits',
  examples: ['ocore environment get prj_… Production'],
  arguments: ['project', 'environment'],
  shape: 'one',
});
