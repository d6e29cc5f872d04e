import { getProjectRemoval } from '#shared/contract/endpoints/projects.ts';
import { maxRemovalCount } from '#shared/contract/removal.ts';
import { countHistory } from '#shared/data/projects/count-history.ts';
import { readConfiguration } from '#shared/data/projects/read-project.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { presentRemoval } from '#shared/domain/repository/present-removal.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { remotelyRemoved } from '#shared/workflows/repository/remotely-removed.ts';

/** Tells what the deletion of a project will remove. Source: docs/design/resources.md, "Removal". */
export const handler = endpoint(
  getProjectRemoval,
  async ({ readVisibleBeside, now }) => {
    const [{ project, repository, environments }, [settings, deployments, deliveries]] = await readVisibleBeside(
      readConfiguration,
      (organization, id) =>
        Promise.all([
          readAllProviderSettings(organization),
          countHistory(organization, id, 'deployments', maxRemovalCount, now),
          countHistory(organization, id, 'deliveries', maxRemovalCount, now),
        ]),
    );
    const counts = {
      environments: environments.length,
      branchMappings: project.branchMappings.length,
      deployments,
      deliveries,
      submoduleKeys: repository?.submodules.length ?? 0,
    };
    const remote = repository === null ? [] : remotelyRemoved(repository, settings);
    return answer(presentRemoval(counts, remote));
  },
  { config: ['TABLE_NAME'] },
);
