import { createProject } from '#shared/contract/endpoints/projects.ts';
import type { ProjectId } from '#shared/contract/id.ts';
import { newId } from '#shared/contract/new-id.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import { newProject } from '#shared/domain/projects/new-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { created } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

const reply = (project: ProjectRecord) =>
  created(presentProject(project), project.version, `/api/projects/${project.id}`);

/** Creates a project. Source: manual, "Creating a Project". */
export const handler = endpoint(
  createProject,
  async ({ principal, body, now, mutation }) => {
    const project = newProject(newId('project', now), body, principal, now);
    await orNameTaken(project.name, insertProject(project, mutation));
    return reply(project);
  },
  {
    config: ['TABLE_NAME'],
    replay: async ({ principal }, id) => {
      const project = await readProject(principal.organization.id, id as ProjectId);
      if (project === null) throw notFound();
      return reply(project);
    },
  },
);
