import { auditedResources } from '#shared/contract/audited-resource.ts';
import { listAuditLogs } from '#shared/contract/endpoints/audit.ts';
import { apiCommand } from '../../tree/command.ts';
import { choice, text, wholeNumber } from '../../tree/options.ts';

/** `ocore audit list`. */
export const auditList = apiCommand('audit list', listAuditLogs, {
  summary: 'List the records of the audit log, newest first',
  examples: ['ocore audit list', 'ocore audit list --outcome denied --from 2026-01-31T00:00:00Z'],
  options: [
    text('--project <id>', 'projectId', 'of one project, by its id'),
    choice('--resource-type <type>', 'resourceType', auditedResources, 'of one kind of resource'),
    text('--resource <id>', 'resourceId', 'of one resource'),
    text('--action <action>', 'action', 'for instance project.deleted'),
    text('--actor <id>', 'actorId', 'of one principal'),
    choice('--outcome <outcome>', 'outcome', ['done', 'denied'], 'what was done, or denied'),
    text('--from <time>', 'from', 'not before, for instance 2026-01-31T00:00:00Z'),
    text('--to <time>', 'to', 'before'),
    wholeNumber('--limit <number>', 'limit', 'rows of a page, 1 to 100'),
  ],
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
