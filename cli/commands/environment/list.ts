import { listEnvironments } from '#shared/contract/endpoints/environments.ts';
import { apiCommand } from '../../tree/command.ts';

/** `ocore environment list`. */
export const environmentList = apiCommand('environment list', listEnvironments, {
  summary: 'List the environments of a project, oldest first',
  examples: ['ocore environment list prj_…'],
  arguments: ['project'],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    name: one.name,
    type: one.type,
    odoo: one.odooVersion,
    deployed: one.current?.commitSha?.slice(0, 10),
    running: one.running?.status,
    paused: one.paused?.reason,
  }),
});
