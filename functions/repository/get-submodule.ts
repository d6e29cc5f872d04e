import { getSubmodule } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireRepository, requireSubmodule } from '#shared/http/require-resource.ts';
import { submoduleReply } from '#shared/http/resource-reply.ts';

/** Reads the key of a submodule, and whether it works. */
export const handler = endpoint(
  getSubmodule,
  async ({ readVisible, params }) => {
    const repository = requireRepository((await readVisible(readProjectAndRepository)).repository);
    return submoduleReply(200, repository, requireSubmodule(repository, params.submoduleId));
  },
  { config: ['TABLE_NAME'] },
);
