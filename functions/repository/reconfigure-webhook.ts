import { loadConfig } from '#shared/config/load-config.ts';
import { reconfigureWebhook as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { onRepository } from '#shared/http/change-resource.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { reconfigureWebhook } from '#shared/workflows/repository/reconfigure-webhook.ts';
import { secretToPaste } from '#shared/workflows/repository/secret-to-paste.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID', 'SECRET_PREFIX']);

const reply = async (repository: RepositoryRecord, root: RootKey, publicUrl: string) =>
  ok(await showRepository(repository, publicUrl, secretToPaste(repository, root)), repository.version);

/** Makes a new webhook URL and secret. Source: manual, "Reconfiguring the Webhook". */
export const handler = endpoint(
  row,
  (context) =>
    onRepository(context, readProjectAndRepository, async (before, { project }) => {
      const { body, now, mutation, publicUrl } = context;
      const tools = await connectionTools(before, { rootSecretId, publicUrl }, Date.parse(now));
      const unkeyed = { ...mutation, idempotency: null };
      const after = await reconfigureWebhook(project, before, body.revokeNow, tools, unkeyed);
      return reply(after, tools.root, publicUrl);
    }),
  {
    workflow: { resourceId: ({ params }) => params.projectId },
    replay: (context) =>
      onRepository(context, readProjectAndRepository, async (repository) =>
        reply(repository, await rootKey(rootSecretId, Date.parse(context.now)), context.publicUrl),
      ),
  },
);
