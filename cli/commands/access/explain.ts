import { explainAccess } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore access explain`. */
export const accessExplain = apiCommand('access explain', explainAccess, {
  summary: 'Say whether somebody sees a project, and why',
  examples: ['ocore access explain prj_… mona@acme.example'],
  arguments: ['project', 'principal'],
  shape: 'one',
  idOf: (body) => (typeof body === 'string' ? '' : body.principalId),
});
