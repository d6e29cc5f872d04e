import { createProject } from '#shared/contract/endpoints/projects.ts';
import { newId } from '#shared/contract/new-id.ts';
import { insertProject } from '#shared/data/projects/write-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { newProject } from '#shared/domain/projects/new-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { replayProject } from '#shared/http/replay-resource.ts';
import { created } from '#shared/http/reply.ts';

const reply = (project: ProjectRecord, principal: Principal) =>
  created(presentProject(project, principal), project.version, `/api/projects/${project.id}`);

/** Creates a project. Source: manual, "Creating a Project". */
export const handler = endpoint(
  createProject,
  async ({ principal, body, now, mutation }) => {
    const project = newProject(newId('project', now), body, principal, now);
    await orNameTaken(project.name, insertProject(project, mutation));
    return reply(project, principal);
  },
  { config: ['TABLE_NAME'], replay: replayProject(reply) },
);
