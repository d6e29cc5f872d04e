import { listProjects } from '#shared/contract/endpoints/projects.ts';
import { apiCommand } from '../../tree/command.ts';
import { flag, text, wholeNumber } from '../../tree/options.ts';

/** `ocore project list`. */
export const projectList = apiCommand('project list', listProjects, {
  summary: 'List the projects, newest first',
  examples: ['ocore project list', 'ocore project list --query odoo --all -o json'],
  options: [
    {
      ...flag('--include-archived', 'include_archived', 'archived ones too'),
      read: () => ({ include_archived: 'true' }),
    },
    text('--query <text>', 'q', 'a part of the name'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    name: one.name,
    odoo: one.defaultOdooVersion,
    repository: one.repository?.fullName,
    archived: one.archivedAt,
    activity: one.lastActivityAt,
  }),
});
