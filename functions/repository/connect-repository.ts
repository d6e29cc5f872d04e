import { loadConfig } from '#shared/config/load-config.ts';
import { connectRepository as row } from '#shared/contract/endpoints/repository.ts';
import { invalidField } from '#shared/contract/problem.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { readAllProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { retryOnVersionConflict } from '#shared/data/table/retry-on-version-conflict.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';
import { noProviderSettings } from '#shared/domain/settings/provider-settings.ts';
import { parseCloneUrl } from '#shared/git/clone-url.ts';
import { gitHosts } from '#shared/git/git-host.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { logBaselineFault } from '#shared/http/log-baseline-fault.ts';
import { created, ok } from '#shared/http/reply.ts';
import { requireUnarchived } from '#shared/http/require-resource.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { connectRepository } from '#shared/workflows/repository/connect-repository.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { secretToPaste } from '#shared/workflows/repository/secret-to-paste.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';
import { takeBaseline } from '#shared/workflows/repository/take-baseline.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

const reply = async (repository: RepositoryRecord, root: RootKey, publicUrl: string, isNew: boolean) => {
  const secret = secretToPaste(repository, root);
  if (!isNew) return ok(await showRepository(repository, publicUrl, secret), repository.version);
  const body = presentRepository(repository, { publicUrl, lastDelivery: null, secret });
  return created(body, repository.version, `/api/projects/${repository.projectId}/repository`);
};

/** Connects a Git repository. Source: manual, "Connecting a Git Repository". */
export const handler = endpoint(
  row,
  async ({ readVisible, principal: { organization }, body, now, mutation, publicUrl }) => {
    const settings = await readAllProviderSettings(organization.id);
    const cloneUrl = parseCloneUrl(body.repositoryUrl, gitHosts(settings));
    const { provider, host } = cloneUrl;
    const isOther = body.provider !== undefined && body.provider !== provider;
    if (isOther) throw invalidField('#/provider', `must be ${provider}, to which ${host} belongs`);
    return retryOnVersionConflict(async () => {
      const found = await readVisible(readProjectAndRepository);
      requireUnarchived(found.project, 'connect a repository');
      const own = settings.find((one) => one.provider === provider) ?? noProviderSettings(organization.id, provider);
      const tools = await connectionTools({ ...own, host }, { rootSecretId, publicUrl }, Date.parse(now), own);
      const by = { ...mutation, idempotency: null };
      const { repository, isNew } = await connectRepository(found, { ...body, cloneUrl }, tools, by);
      const known = await takeBaseline(found.project, repository, null, now).catch(logBaselineFault(found.project));
      return reply(known ?? repository, tools.root, publicUrl, isNew);
    });
  },
  {
    workflow: { resourceId: ({ params }) => params.projectId },
    replay: (context) =>
      onRepository(context, readProjectAndRepository, async (repository) =>
        reply(repository, await rootKey(rootSecretId, Date.parse(context.now)), context.publicUrl, true),
      ),
  },
);
