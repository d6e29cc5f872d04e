import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { keys } from '#shared/data/table/keys.ts';
import { setFieldsIf } from '#shared/data/table/set-fields-if.ts';

const minuteMs = 60_000;
const maxKnown = 1000;
/** When this process last noted something of a project, so that most events cost no call. Milliseconds. */
const noted = new Map<ProjectId, number>();

/**
 * Notes that something happened in a project, at most once a minute. Its version stays, so that no ETag and no other
 * write is disturbed, and no event follows. The time never goes back.
 * Source: docs/design/single-table.md, "Activity of a project".
 * @param at RFC 3339
 */
export const noteActivity = async (organization: OrganizationId, project: ProjectId, at: string): Promise<void> => {
  const atMs = Date.parse(at);
  if (atMs - (noted.get(project) ?? 0) < minuteMs) return;
  const before = new Date(atMs - minuteMs).toISOString();
  const isStale = {
    ConditionExpression:
      'attribute_exists(pk) AND (attribute_not_exists(lastActivityAt) OR lastActivityAt = :none OR lastActivityAt <= :before)',
    ExpressionAttributeValues: { ':none': null, ':before': before },
  };
  // Where another process noted a later time, or the project is gone, nothing is written.
  await setFieldsIf(keys.project(organization, project), { lastActivityAt: at }, isStale);
  if (noted.size >= maxKnown) noted.clear();
  noted.set(project, atMs);
};
