import { getRepositoryRemoval } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { presentRemoval } from '#shared/domain/repository/present-removal.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';
import { remotelyRemoved } from '#shared/workflows/repository/remotely-removed.ts';

/** A disconnection keeps everything in oCore but the connection with its keys. */
const nothing = { environments: 0, branchMappings: 0, deployments: 0, deliveries: 0 };

/** Tells what a disconnection will remove. Source: docs/design/resources.md, "Removal". */
export const handler = endpoint(
  getRepositoryRemoval,
  async ({ readVisibleBeside }) => {
    const [found, settings] = await readVisibleBeside(readProjectAndRepository, readAllProviderSettings);
    const repository = requireRepository(found.repository);
    const counts = { ...nothing, submoduleKeys: repository.submodules.length };
    return answer(presentRemoval(counts, remotelyRemoved(repository, settings)));
  },
  { config: ['TABLE_NAME'] },
);
