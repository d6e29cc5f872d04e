import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';

/**
 * The events of a changed role. They carry its id alone.
 * Source: docs/design/resources.md, "Events".
 */
export const roleEvents = ({ before, after }: Change<RoleRecord>): ChangeEvent[] => {
  const one = after ?? before;
  if (one === null) return [];
  const { id, version } = one;
  const changed = before === null ? 'role.created' : 'role.updated';
  return [{ type: after === null ? 'role.deleted' : changed, subject: id, version, data: { id } }];
};
