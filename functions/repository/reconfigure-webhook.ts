import { loadConfig } from '#shared/config/load-config.ts';
import { reconfigureWebhook as row } from '#shared/contract/endpoints/repository.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { optimistic } from '#shared/data/table/optimistic.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { connectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { pasteSecret } from '#shared/workflows/repository/paste-secret.ts';
import { reconfigureWebhook } from '#shared/workflows/repository/reconfigure-webhook.ts';
import { showRepository } from '#shared/workflows/repository/show-repository.ts';

const { ROOT_SECRET_ID: rootSecretId } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

const reply = async (repository: RepositoryRecord, root: RootKey, publicUrl: string) =>
  ok(await showRepository(repository, publicUrl, pasteSecret(repository, root)), repository.version);

/** Makes a new generation: a new URL and a new secret together. Source: manual, "Reconfiguring the Webhook". */
export const handler = endpoint(
  row,
  ({ principal, params, body, now, mutation, publicUrl }) =>
    optimistic(async () => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      const before = connected(found.repository);
      const tools = await connectionTools(before, { rootSecretId, publicUrl }, Date.parse(now));
      const unkeyed = { ...mutation, idempotency: null };
      return reply(
        await reconfigureWebhook(found.project, before, body.revokeNow, tools, unkeyed),
        tools.root,
        publicUrl,
      );
    }),
  {
    saga: { resourceId: ({ params }) => params.projectId },
    replay: async ({ principal, params, publicUrl, now }) => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      return reply(connected(found.repository), await rootKey(rootSecretId, Date.parse(now)), publicUrl);
    },
  },
);
