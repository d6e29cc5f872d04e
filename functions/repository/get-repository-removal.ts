import { getRepositoryRemoval } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { presentRemoval } from '#shared/domain/repository/present-removal.ts';
import { remoteRemovals } from '#shared/domain/repository/remote-removals.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';
import { hasProviderApi } from '#shared/workflows/repository/credential-address.ts';

/** A disconnection keeps everything in oCore but the connection. */
const nothing = { environments: 0, branchMappings: 0, deployments: 0, deliveries: 0 };

/** Tells what a disconnection will remove. Source: docs/design/resources.md, "Removal". */
export const handler = endpoint(
  getRepositoryRemoval,
  async ({ readVisibleBeside }) => {
    const [found, settings] = await readVisibleBeside(readProjectAndRepository, readAllProviderSettings);
    const repository = requireRepository(found.repository);
    return answer(presentRemoval(nothing, remoteRemovals(repository, hasProviderApi(repository, settings))));
  },
  { config: ['TABLE_NAME'] },
);
