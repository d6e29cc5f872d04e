import { exportAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text } from '../../tree/options.ts';
import { filterOptions } from './filter-options.ts';

/** `ocore audit export`: the file as the API makes it. */
export const auditExport = apiCommand('audit export', exportAuditLogs, {
  summary: 'Export the newest 10,000 records of the audit log to stdout',
  examples: ['ocore audit export --format csv > audit.csv'],
  options: [
    choice('--format <format>', 'format', ['csv', 'json'], 'of the file', { required: true }),
    ...filterOptions,
    text('--cursor <cursor>', 'cursor', 'where an earlier export was cut'),
  ],
  shape: 'text',
  idOf: null,
});
