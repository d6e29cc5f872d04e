import type { Permission } from '#shared/contract/permission.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import { readVisible } from './read-visible.ts';
import { ok, type Reply } from './reply.ts';
import { requireEnvironment } from './require-environment.ts';

type Context = { readonly principal: Principal; readonly params: { readonly projectId: string } };

/** Replays a request from the environment that the first one changed. @throws Problem `not_found` */
export const replayEnvironment =
  (needed: Permission) =>
  async ({ principal, params }: Context, id: string): Promise<Reply> => {
    const found = await readVisible(principal, needed, params.projectId, readConfiguration);
    const environment = requireEnvironment(found.environments, id);
    return ok(presentEnvironment(environment), environment.version);
  };
