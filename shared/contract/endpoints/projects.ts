import * as z from 'zod/mini';
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

// Of the same group.
export * from './access.ts';

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
