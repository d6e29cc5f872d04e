import { type AuditedResource, auditedResources } from '#shared/contract/audited-resource.ts';

/** The type of the resource that an action is about. */
export const resourceTypeOf = (action: string): AuditedResource =>
  auditedResources.find((type) => action.startsWith(`${type}.`)) ?? 'organization';

/** The kind of an actor in the audit log, which calls users members. */
export const auditedKind = <Kind extends string>(kind: Kind): Exclude<Kind, 'user'> | 'member' =>
  kind === 'user' ? 'member' : (kind as Exclude<Kind, 'user'>);
