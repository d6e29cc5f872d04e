import { listSubmodules } from '#shared/contract/endpoints/repository.ts';
import { readDeployments } from '#shared/data/deployments/deployments.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { reportedSubmodules, reportingDeployments } from '#shared/domain/repository/reported-submodules.ts';
import { presentSubmodule } from '#shared/domain/repository/submodules.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';

/** Lists the repositories of submodules that have a key of their own, and the submodules that the last deployments had. */
export const handler = endpoint(
  listSubmodules,
  async ({ readVisible }) => {
    const { repository, environments } = await readVisible(readConfiguration);
    const { organizationId, projectId, submodules, version } = requireRepository(repository);
    const deployments = await readDeployments(organizationId, projectId, reportingDeployments(environments));
    const reported = reportedSubmodules(submodules, [...deployments.values()]);
    return ok({ submodules: submodules.map(presentSubmodule), reported, nextCursor: null }, version);
  },
  { config: ['TABLE_NAME'] },
);
