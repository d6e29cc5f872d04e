import type { CloudEvent, EventType } from '#shared/contract/event.ts';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';

/** A change of one record. `before` is null for a new record, `after` for a deleted one. */
export type Change<R> = { readonly before: R | null; readonly after: R | null };

/** One event of a change. */
export type ChangeEvent = {
  readonly type: EventType;
  readonly subject: string;
  /** The version of the changed record. It makes the event's id stable. */
  readonly version: number | string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The CloudEvent of an event. @param project null for what belongs to no project @param time RFC 3339 */
export const cloudEvent = (
  organization: OrganizationId,
  project: ProjectId | null,
  event: ChangeEvent,
  time: string,
): CloudEvent => ({
  specversion: '1.0',
  id: `${event.subject}/${event.version}/${event.type}`,
  source: `/organizations/${organization}${project === null ? '' : `/projects/${project}`}`,
  type: event.type,
  subject: event.subject,
  time,
  datacontenttype: 'application/json',
  data: { ...event.data },
});
