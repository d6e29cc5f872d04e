import { cloneProject as row } from '#shared/contract/endpoints/projects.ts';
import { newId } from '#shared/contract/new-id.ts';
import { Problem } from '#shared/contract/problem.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { insertClone } from '#shared/data/projects/write-project.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { cloneName } from '#shared/domain/projects/clone-name.ts';
import { cloneProject, cloneReport } from '#shared/domain/projects/clone-project.ts';
import { presentProject } from '#shared/domain/projects/present-project.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { readCopiedAccess } from '#shared/http/copied-access.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { orNameTaken } from '#shared/http/name-taken.ts';
import { replayProject } from '#shared/http/replay-resource.ts';
import { created } from '#shared/http/reply.ts';
import { requireNewProject } from '#shared/http/require-permission.ts';

const reply = (clone: ProjectRecord, principal: Principal) =>
  created(
    { ...presentProject(clone, principal), cloneReport: cloneReport(clone) },
    clone.version,
    `/api/projects/${clone.id}`,
  );

/** Enough for a clone a day over three months. After that the caller has to choose a name. */
const maxNames = 100;

/** Copies a project with its configuration. Source: manual, "Cloning a Project". */
export const handler = endpoint(
  row,
  (context) => {
    const { readVisible, body, now, mutation } = context;
    const ids = {
      project: newId('project', now),
      environment: () => newId('environment', now),
      mapping: () => newId('mapping', now),
    };
    return retryOnVersionConflict(async () => {
      const { project, environments } = await readVisible(readConfiguration);
      requireNewProject(context.principal);
      const { access, principal, decidedFrom } = await readCopiedAccess(context, project);
      for (let attempt = 1; ; attempt += 1) {
        const name = body.name ?? cloneName(project.name, attempt);
        const clone = cloneProject({ origin: project, access }, environments, ids, name, principal, now);
        try {
          await orNameTaken(name, insertClone(clone.project, clone.environments, mutation, decidedFrom));
          return reply(clone.project, principal);
        } catch (error) {
          const isTaken = error instanceof Problem && error.code === 'name_taken';
          if (!isTaken || body.name !== undefined || attempt === maxNames) throw error;
        }
      }
    });
  },
  { config: ['TABLE_NAME'], replay: replayProject(reply) },
);
