import type { ProjectId } from '#shared/contract/id.ts';
import type { CreateProjectBody } from '#shared/contract/project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { changedBy } from '#shared/domain/actor.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';

/** A new project, open to the whole organisation, with no repository and no environments. @param now RFC 3339 */
export const newProject = (
  id: ProjectId,
  body: CreateProjectBody,
  principal: Principal,
  now: string,
): ProjectRecord => ({
  organizationId: principal.organization.id,
  id,
  name: body.name,
  description: body.description ?? null,
  defaultOdooVersion: body.defaultOdooVersion ?? null,
  archivedAt: null,
  access: { mode: 'organization', grants: {} },
  clonedFrom: null,
  repository: null,
  branchMappings: [],
  environments: {},
  createdAt: now,
  createdBy: principal.id,
  createdByName: principal.name,
  ...changedBy(principal, now),
  lastActivityAt: now,
  deletingAt: null,
  version: 1,
});
