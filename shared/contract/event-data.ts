import * as z from 'zod/mini';
import { AccessMode, GrantLevel } from './access.ts';
import { BranchMapping } from './branch-mapping.ts';
import { Deployment } from './deployment.ts';
import { Environment } from './environment.ts';
import type { EventType } from './event.ts';
import { Project } from './project.ts';
import { Repository } from './repository.ts';

/** The data of an event about something deleted, or about something outside of projects: the id alone. */
const Gone = z.strictObject({ id: z.string() });

// What an event leaves out: it has no reader with rights, mappings have events of their own, and the bus has a limit.
const { permissions: _ofTheCaller, ...projectFields } = Project.shape;
const { mappings: _ownEvents, permissions: _ofTheReader, ...environmentFields } = Environment.shape;
const { submodules: _large, ...deploymentFields } = Deployment.shape;

/** The data of each kind of event, by the first part of its type. */
const dataOf: Readonly<Record<string, z.ZodMiniType>> = {
  deployment: z.strictObject(deploymentFields),
  project: z.strictObject(projectFields),
  access: z.strictObject({
    id: z.string(),
    mode: AccessMode,
    grants: z.array(z.strictObject({ principalId: z.string(), level: GrantLevel })),
  }),
  repository: z.strictObject(Repository.shape),
  environment: z.strictObject(environmentFields),
  mapping: z.strictObject(BranchMapping.shape),
  member: z.strictObject({ id: z.string(), roleId: z.optional(z.string()) }),
  role: Gone,
  'api-key': Gone,
};

/** The schema of `data` for a type of event. Source: docs/design/resources.md, "Events". */
export const eventDataSchema = (type: EventType): z.ZodMiniType =>
  /\.(deleted|disconnected)$/.test(type) ? Gone : (dataOf[type.split('.')[0] ?? ''] ?? z.never());
