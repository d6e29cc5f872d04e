import { auditedResources } from '#shared/contract/audited-resource.ts';
import { exportAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text } from '../../tree/options.ts';

/** `ocore audit export`: the file as the API makes it. */
export const auditExport = apiCommand('audit export', exportAuditLogs, {
  summary: 'Export the newest 10,000 records of the audit log to stdout',
  examples: ['ocore audit export --format csv > audit.csv'],
  options: [
    choice('--format <format>', 'format', ['csv', 'json'], 'of the file', { required: true }),
    text('--project <id>', 'projectId', 'of one project, by its id'),
    choice('--resource-type <type>', 'resourceType', auditedResources, 'of one kind of resource'),
    text('--resource <id>', 'resourceId', 'of one resource'),
    text('--action <action>', 'action', 'for instance project.deleted'),
    text('--actor <id>', 'actorId', 'of one principal'),
    choice('--outcome <outcome>', 'outcome', ['done', 'denied'], 'what was done, or denied'),
    text('--from <time>', 'from', 'not before, for instance 2026-01-31T00:00:00Z'),
    text('--to <time>', 'to', 'before'),
    text('--cursor <cursor>', 'cursor', 'where an earlier export was cut'),
  ],
  shape: 'text',
  idOf: null,
});
