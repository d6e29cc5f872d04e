import { getRunnerSetup } from '#shared/contract/endpoints/runner.ts';
import { EnvironmentId } from '#shared/contract/id.ts';
import { readWork } from '#shared/data/deployments/read-work.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { requireRepository } from '#shared/http/require-resource.ts';
import { fetchPlace } from '#shared/workflows/runner/fetch-place.ts';

/** Tells a runner what it fetches with, before anything is queued. Source: docs/design/resources.md, "Runner setup". */
export const handler = endpoint(
  getRunnerSetup,
  async ({ readVisible, requireOn, params }) => {
    const environmentId = EnvironmentId.safeParse(params.environmentId);
    const work = await readVisible((organization, project) =>
      readWork(organization, project, environmentId.data ?? null),
    );
    if (work.environment === null) throw notFound();
    requireOn(work.project, work.environment.id);
    const repository = requireRepository(work.repository);
    const { id, name, type, odooVersion, url } = work.environment;
    const environment = { id, name, type, odooVersion, url };
    return answer({ environment, branch: repository.branch, ...fetchPlace(work.settings, repository) });
  },
  { config: ['TABLE_NAME', 'PUBLIC_URL', 'SECRET_PREFIX'] },
);
