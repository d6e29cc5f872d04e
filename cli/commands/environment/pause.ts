import { pauseEnvironment } from '#shared/contract/endpoints/environments.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore environment pause`. */
export const environmentPause = apiCommand('environment pause', pauseEnvironment, {
  summary: 'Hold automatic deployments; the newest is kept',
  examples: ['ocore environment pause prj_… Production --reason "Month-end closing"'],
  arguments: ['project', 'environment'],
  options: [text('--reason <text>', 'reason', 'why, for the others', { required: true })],
  shape: 'id',
});
