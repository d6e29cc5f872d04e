import { listSubmodules } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentSubmodule } from '#shared/domain/repository/submodules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';

/** Lists the repositories of submodules that have a key of their own. */
export const handler = endpoint(
  listSubmodules,
  async ({ readVisible }) => {
    const { submodules, version } = requireRepository((await readVisible(readProjectAndRepository)).repository);
    return ok({ submodules: submodules.map(presentSubmodule), nextCursor: null }, version);
  },
  { config: ['TABLE_NAME'] },
);
