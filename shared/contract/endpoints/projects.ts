import * as z from 'zod/mini';
import {
  AccessCandidate,
  AccessExplanation,
  AccessGrant,
  ProjectAccess,
  UpdateAccessBody,
  UpdateGrantBody,
} from '#shared/contract/access.ts';
import { defineEndpoint } from '#shared/contract/endpoint.ts';
import { includeArchived, listQuery, nextCursor, search } from '#shared/contract/list.ts';
import {
  ClonedProject,
  CloneProjectBody,
  CreateProjectBody,
  Project,
  UpdateProjectBody,
} from '#shared/contract/project.ts';
import { Removal } from '#shared/contract/removal.ts';

const view = { permission: 'view:projects' } as const;
const manage = { permission: 'manage:projects' } as const;

export const listProjects = defineEndpoint({
  operationId: 'listProjects',
  method: 'GET',
  path: '/api/projects',
  group: 'projects',
  access: view,
  summary: 'Lists the projects, newest first; archived ones only with include_archived=true.',
  query: z.strictObject({
    include_archived: includeArchived,
    q: search,
    ...listQuery,
  }),
  responses: {
    200: { description: 'A page of projects.', schema: z.object({ projects: z.array(Project), nextCursor }) },
  },
  problems: ['invalid_cursor'],
});

export const createProject = defineEndpoint({
  operationId: 'createProject',
  method: 'POST',
  path: '/api/projects',
  group: 'projects',
  access: manage,
  summary: 'Creates a project.',
  body: CreateProjectBody,
  responses: { 201: { description: 'The project.', schema: Project } },
  problems: ['name_taken'],
});

export const getProject = defineEndpoint({
  operationId: 'getProject',
  method: 'GET',
  path: '/api/projects/{projectId}',
  group: 'projects',
  access: view,
  summary: 'Reads a project with its branch mappings.',
  responses: { 200: { description: 'The project.', schema: Project } },
  problems: [],
});

export const updateProject = defineEndpoint({
  operationId: 'updateProject',
  method: 'PUT',
  path: '/api/projects/{projectId}',
  group: 'projects',
  access: manage,
  summary: 'Changes the fields that are sent and leaves the others.',
  body: UpdateProjectBody,
  responses: { 200: { description: 'The project.', schema: Project } },
  problems: ['name_taken', 'precondition_failed'],
});

export const deleteProject = defineEndpoint({
  operationId: 'deleteProject',
  method: 'DELETE',
  path: '/api/projects/{projectId}',
  group: 'projects',
  access: manage,
  summary: 'Deletes a project with its environments, deployment history and Git configuration, for good.',
  responses: { 204: { description: 'From now on the project is 404 everywhere.' } },
  problems: ['precondition_failed'],
});

export const getProjectRemoval = defineEndpoint({
  operationId: 'getProjectRemoval',
  method: 'GET',
  path: '/api/projects/{projectId}/removal',
  group: 'projects',
  access: manage,
  summary: 'Tells before a deletion what it will remove, and what a person has to remove at the provider.',
  responses: { 200: { description: 'What a deletion removes.', schema: Removal } },
  problems: [],
});

export const archiveProject = defineEndpoint({
  operationId: 'archiveProject',
  method: 'PUT',
  path: '/api/projects/{projectId}/archive',
  group: 'projects',
  access: manage,
  summary: 'Hides a project from the default list, cancels what is queued or waits, and keeps everything.',
  responses: { 200: { description: 'The project.', schema: Project } },
  problems: ['precondition_failed'],
});

export const unarchiveProject = defineEndpoint({
  operationId: 'unarchiveProject',
  method: 'PUT',
  path: '/api/projects/{projectId}/unarchive',
  group: 'projects',
  access: manage,
  summary: 'Brings an archived project back.',
  responses: { 200: { description: 'The project.', schema: Project } },
  problems: ['precondition_failed'],
});

export const cloneProject = defineEndpoint({
  operationId: 'cloneProject',
  method: 'POST',
  path: '/api/projects/{projectId}/clone',
  group: 'projects',
  access: manage,
  summary: 'Copies description, environments, branch mappings and access; never keys, secrets or hooks.',
  body: CloneProjectBody,
  bodyOptional: true,
  responses: {
    201: { description: 'The new project and what was copied, changed and left out.', schema: ClonedProject },
  },
  problems: ['name_taken'],
});

const accessPath = '/api/projects/{projectId}/access';
export const getAccess = defineEndpoint({
  operationId: 'getAccess',
  method: 'GET',
  path: accessPath,
  group: 'projects',
  access: view,
  summary: 'Tells who may see the project: everybody whose role allows it, or only those with a grant.',
  responses: { 200: { description: 'The mode and the grants, by name.', schema: ProjectAccess } },
  problems: [],
});

export const updateAccess = defineEndpoint({
  operationId: 'updateAccess',
  method: 'PUT',
  path: accessPath,
  group: 'projects',
  access: manage,
  summary: 'Opens or restricts a project, and replaces its grants. Who restricts it is granted manage.',
  body: UpdateAccessBody,
  responses: { 200: { description: 'The mode and the grants.', schema: ProjectAccess } },
  problems: ['conflict', 'precondition_failed'],
});

export const findAccessCandidates = defineEndpoint({
  operationId: 'findAccessCandidates',
  method: 'GET',
  path: `${accessPath}/candidates`,
  group: 'projects',
  access: manage,
  summary: 'Finds the active members and API keys whom the project may grant something, by a part of the name.',
  query: z.strictObject({ q: search }),
  responses: {
    200: {
      description: 'At most 25 by name.',
      schema: z.object({ candidates: z.array(AccessCandidate) }),
    },
  },
  problems: [],
});

export const explainAccess = defineEndpoint({
  operationId: 'explainAccess',
  method: 'GET',
  path: `${accessPath}/{principalId}`,
  group: 'projects',
  access: view,
  summary: 'Tells why a member or an API key sees the project or does not. Others than oneself need manage:projects.',
  responses: { 200: { description: 'What they may do, and why.', schema: AccessExplanation } },
  problems: [],
});

export const updateGrant = defineEndpoint({
  operationId: 'updateGrant',
  method: 'PUT',
  path: `${accessPath}/{principalId}`,
  group: 'projects',
  access: manage,
  summary: 'Grants a member or an API key view, deploy or manage.',
  body: UpdateGrantBody,
  responses: {
    200: { description: 'The grant, which another level had before.', schema: AccessGrant },
    201: { description: 'The new grant.', schema: AccessGrant },
  },
  problems: ['conflict', 'precondition_failed'],
});

export const deleteGrant = defineEndpoint({
  operationId: 'deleteGrant',
  method: 'DELETE',
  path: `${accessPath}/{principalId}`,
  group: 'projects',
  access: manage,
  summary: 'Takes a grant away. To take away what one manages the project by, add force=true.',
  query: z.strictObject({
    force: z.pipe(
      z._default(z.enum(['true', 'false'], 'must be true or false'), 'false'),
      z.transform((text) => text === 'true'),
    ),
  }),
  responses: { 204: { description: 'There is no grant.' } },
  problems: ['conflict', 'precondition_failed'],
});
