import { resumeEnvironment } from '#shared/contract/endpoints/environments.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore environment resume`. */
export const environmentResume = apiCommand('environment resume', resumeEnvironment, {
  summary: 'End a pause; the held deployment is queued',
  examples: ['ocore environment resume prj_… Production'],
  arguments: ['project', 'environment'],
  shape: 'id',
});
