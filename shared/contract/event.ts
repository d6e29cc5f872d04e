import * as z from 'zod/mini';

/** The types of the events on the bus. Source: docs/design/resources.md, "Events". */
export const EventType = z.enum([
  'deployment.triggered',
  'deployment.started',
  'deployment.completed',
  'deployment.failed',
  'deployment.cancelled',
  'deployment.superseded',
  'project.created',
  'project.updated',
  'project.archived',
  'project.unarchived',
  'project.deleted',
  'repository.connected',
  'repository.updated',
  'repository.disconnected',
  'environment.created',
  'environment.updated',
  'environment.deleted',
  'mapping.created',
  'mapping.updated',
  'mapping.deleted',
  'access.updated',
  'member.invited',
  'member.joined',
  'member.updated',
  'member.removed',
  'role.created',
  'role.updated',
  'role.deleted',
  'api-key.created',
  'api-key.rotated',
  'api-key.revoked',
]);
export type EventType = z.infer<typeof EventType>;

/** A CloudEvent 1.0, as in the `detail` of a bus event. `data` is the resource as the API returns it. */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().register(z.globalRegistry, { description: 'Stable per change: the same after a replay.' }),
  source: z.string(),
  type: EventType,
  subject: z.string(),
  time: z.string(),
  datacontenttype: z.literal('application/json'),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** The `source` of all events on the bus. */
export const eventSource = 'ocore.projects';
