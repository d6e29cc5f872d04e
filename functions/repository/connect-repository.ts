import { loadConfig } from '#shared/config/load-config.ts';
import { connectRepository as row } from '#shared/contract/endpoints/repository.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import { readLastDelivery } from '#shared/data/deliveries.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readProjectAndRepository } from '#shared/data/read-project.ts';
import type { RepositoryRecord } from '#shared/domain/records.ts';
import { parseCloneUrl } from '#shared/git/clone-url.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { created, ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { connectRepository } from '#shared/sagas/connect-repository.ts';
import { pasteSecret } from '#shared/sagas/paste-secret.ts';
import { presentRepository } from '#shared/sagas/present-repository.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';

const { ROOT_SECRET_ID } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

const reply = async (repository: RepositoryRecord, root: RootKey, publicUrl: string, isNew: boolean) => {
  const lastDelivery = isNew ? null : await readLastDelivery(repository.organizationId, repository.projectId);
  const body = presentRepository(repository, { publicUrl, lastDelivery, secret: pasteSecret(repository, root) });
  return isNew
    ? created(body, repository.version, `/api/projects/${repository.projectId}/repository`)
    : ok(body, repository.version);
};

/** Connects a Git repository. Source: manual, "Connecting a Git Repository"; design §6. */
export const handler = endpoint(
  row,
  ({ principal, params, body, now, mutation, publicUrl }) => {
    const cloneUrl = parseCloneUrl(body.repositoryUrl);
    if (body.provider !== undefined && body.provider !== cloneUrl.provider) {
      throw invalidField('#/provider', `must be ${cloneUrl.provider}, to which ${cloneUrl.host} belongs`);
    }
    const wish = { cloneUrl, repositoryUrl: body.repositoryUrl, branch: body.branch };
    return optimistic(async () => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      if (found.project.archivedAt !== null) {
        throw new Problem('project_archived', 'The project is archived. Unarchive it before you connect a repository.');
      }
      const root = await rootKey(ROOT_SECRET_ID, Date.parse(now));
      const { repository, isNew } = await connectRepository(found, wish, root, { ...mutation, idempotency: null });
      return reply(repository, root, publicUrl, isNew);
    });
  },
  {
    saga: { resourceId: ({ params }) => params.projectId },
    replay: async ({ principal, params, publicUrl, now }) => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      return reply(connected(found.repository), await rootKey(ROOT_SECRET_ID, Date.parse(now)), publicUrl, true);
    },
  },
);
