import { cloneProject } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { text } from '../../tree/options.ts';

/** `ocore project clone`. */
export const projectClone = apiCommand('project clone', cloneProject, {
  summary: 'Copy a project without its keys, secrets and webhooks',
  examples: ['ocore project clone prj_… --name "Odoo ERP Test"'],
  arguments: ['project'],
  options: [text('--name <name>', 'name', 'the name of the new project')],
  shape: 'id',
  said: (body) => body.cloneReport.leftOut.map((line) => `Not copied: ${line}`),
});
