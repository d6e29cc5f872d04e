import { listAllEnvironments } from '#shared/contract/endpoints/environments.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag, text, wholeNumber } from '../../tree/options.ts';

/** `ocore environment list-all`. */
export const environmentListAll = apiCommand('environment list-all', listAllEnvironments, {
  summary: 'List the environments of all projects, the newest project first',
  examples: ['ocore environment list-all', 'ocore environment list-all --query odoo --all -o json'],
  options: [
    {
      ...flag('--include-archived', 'include_archived', 'those of archived projects too'),
      read: () => ({ include_archived: 'true' }),
    },
    text('--query <text>', 'q', "a part of the project's name"),
    wholeNumber('--limit <number>', 'limit', 'projects of a page, 1 to 25'),
  ],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    project: one.projectName,
    name: one.name,
    type: one.type,
    deployed: one.current?.commitSha?.slice(0, 10),
    running: one.running?.status,
    paused: one.paused?.reason,
    repository: one.repositoryStatus,
  }),
});
