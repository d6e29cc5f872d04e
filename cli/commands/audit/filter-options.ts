import { auditedResources } from '#shared/contract/audited-resource.ts';
import { choice, text } from '../../tree/options.ts';

/** The options of both commands that choose records of the audit log. */
export const filterOptions = [
  text('--project <id>', 'projectId', 'of one project, by its id'),
  choice('--resource-type <type>', 'resourceType', auditedResources, 'of one kind of resource'),
  text('--resource <id>', 'resourceId', 'of one resource'),
  text('--action <action>', 'action', 'for instance project.deleted'),
  text('--actor <id>', 'actorId', 'of one principal'),
  choice('--outcome <outcome>', 'outcome', ['done', 'denied'], 'what was done, or denied'),
  text('--from <time>', 'from', 'not before, for instance 2026-01-31T00:00:00Z'),
  text('--to <time>', 'to', 'before'),
];
