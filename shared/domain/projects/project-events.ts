import type { Change, ChangeEvent } from '#shared/domain/change.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { sameValue } from '#shared/domain/same-value.ts';
import { presentMapping, presentProjectToAll } from './present-project.ts';

const differ = <R>(before: R, after: R, names: readonly (keyof R)[]): boolean =>
  names.some((name) => !sameValue(before[name], after[name]));

/** Who may see a project, as an event tells it: ids and levels, no names. */
const accessOf = ({ id, access }: ProjectRecord) => ({
  id,
  mode: access.mode,
  grants: Object.entries(access.grants)
    .map(([principalId, level]) => ({ principalId, level }))
    .sort((one, other) => (one.principalId < other.principalId ? -1 : 1)),
});

const mappingEvents = (before: ProjectRecord, after: ProjectRecord): ChangeEvent[] => {
  const old = new Map(before.branchMappings.map((mapping) => [mapping.id, mapping]));
  const event = (type: ChangeEvent['type'], mapping: MappingRecord, data: ChangeEvent['data']): ChangeEvent => ({
    type,
    subject: mapping.id,
    version: after.version,
    data,
  });
  const events: ChangeEvent[] = [];
  for (const mapping of after.branchMappings) {
    const earlier = old.get(mapping.id);
    old.delete(mapping.id);
    if (earlier === undefined) events.push(event('mapping.created', mapping, presentMapping(after, mapping)));
    else if (earlier.version !== mapping.version) {
      events.push(event('mapping.updated', mapping, presentMapping(after, mapping)));
    }
  }
  for (const mapping of old.values()) events.push(event('mapping.deleted', mapping, { id: mapping.id }));
  return events;
};

/**
 * The events of a changed project, of its mappings and access included.
 * Source: docs/design/resources.md, "Events".
 */
export const projectEvents = ({ before, after }: Change<ProjectRecord>): ChangeEvent[] => {
  // A purge deletes the item last. The event was sent when the project was marked as deleted.
  if (after === null) return [];
  const event = (type: ChangeEvent['type']): ChangeEvent => ({
    type,
    subject: after.id,
    version: after.version,
    data: presentProjectToAll(after),
  });
  if (before === null) {
    const mappings = mappingEvents({ ...after, branchMappings: [] }, after);
    return [event('project.created'), ...mappings];
  }
  if (after.deletingAt !== null) {
    if (before.deletingAt !== null) return [];
    return [{ type: 'project.deleted', subject: after.id, version: after.version, data: { id: after.id } }];
  }
  const events: ChangeEvent[] = [];
  if (differ(before, after, ['name', 'description', 'defaultOdooVersion'])) events.push(event('project.updated'));
  if (before.archivedAt === null && after.archivedAt !== null) events.push(event('project.archived'));
  if (before.archivedAt !== null && after.archivedAt === null) events.push(event('project.unarchived'));
  if (!sameValue(accessOf(before), accessOf(after))) {
    events.push({ ...event('access.updated'), data: accessOf(after) });
  }
  return [...events, ...mappingEvents(before, after)];
};
