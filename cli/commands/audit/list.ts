import { listAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { apiCommand } from '../../tree/command.ts';
import { wholeNumber } from '../../tree/options.ts';
import { filterOptions } from './filter-options.ts';

/** `ocore audit list`. */
export const auditList = apiCommand('audit list', listAuditLogs, {
  summary: 'List the records of the audit log, newest first',
  examples: ['ocore audit list', 'ocore audit list --outcome denied --from 2026-01-31T00:00:00Z'],
  options: [...filterOptions, wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100')],
  shape: 'list',
  columns: (one) => ({
    id: one.id,
    at: one.at,
    action: one.action,
    outcome: one.outcome,
    actor: one.actor.name,
    resource: one.resourceName ?? one.resourceId,
  }),
});
