import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { presentEnvironment } from '#shared/domain/environments/present-environment.ts';
import type { VisibleReads } from './read-visible.ts';
import { ok, type Reply } from './reply.ts';
import { requireEnvironment } from './require-environment.ts';

/** Replays a request from the environment that the first one changed. @throws Problem `not_found` */
export const replayEnvironment = async ({ readVisible }: VisibleReads, id: string): Promise<Reply> => {
  const { environments } = await readVisible(readConfiguration);
  const environment = requireEnvironment(environments, id);
  return ok(presentEnvironment(environment), environment.version);
};
