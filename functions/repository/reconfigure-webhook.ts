import { loadConfig } from '#shared/config/load-config.ts';
import { reconfigureWebhook } from '#shared/contract/endpoints/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readProjectAndRepository } from '#shared/data/read-project.ts';
import { saveRepository } from '#shared/data/write-repository.ts';
import { graceUntil, nextRepository } from '#shared/domain/connection.ts';
import type { RepositoryRecord } from '#shared/domain/records.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { busy } from '#shared/sagas/busy.ts';
import { hookOf, pasteSecret } from '#shared/sagas/paste-secret.ts';
import { presentRepository } from '#shared/sagas/present-repository.ts';
import { type RootKey, rootKey } from '#shared/secrets/root-key.ts';
import { hookIdOf } from '#shared/secrets/webhook-secret.ts';

const { ROOT_SECRET_ID } = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

const reply = async (repository: RepositoryRecord, root: RootKey, publicUrl: string) => {
  const lastDelivery = await readLastDelivery(repository.organizationId, repository.projectId);
  const secret = pasteSecret(repository, root);
  return ok(presentRepository(repository, { publicUrl, lastDelivery, secret }), repository.version);
};

/** Makes a new generation: a new URL and a new secret together. Source: manual, "Reconfiguring the Webhook". */
export const handler = endpoint(
  reconfigureWebhook,
  ({ principal, params, body, now, mutation, publicUrl }) =>
    optimistic(async () => {
      const permission = reconfigureWebhook.access.permission;
      const found = await visible(principal, permission, params.projectId, readProjectAndRepository);
      const before = connected(found.repository);
      if (before.intentAt !== null || before.status === 'disconnecting' || before.abandonedKeyIds.length > 0) {
        throw busy('Another request is at work on this connection.');
      }
      const root = await rootKey(ROOT_SECRET_ID, Date.parse(now));
      const next = nextRepository(before, {
        rootKeyVersion: root.current,
        generation: before.generation + 1,
        generationSince: now,
        previousGenerationUntil: graceUntil(body.revokeNow, now),
      });
      const after = { ...next, hookId: hookIdOf(root, hookOf(next)) };
      await saveRepository(null, after, null, { mutation, action: 'repository.webhook_reconfigured', before });
      return reply(after, root, publicUrl);
    }),
  {
    replay: async ({ principal, params, publicUrl, now }) => {
      const permission = reconfigureWebhook.access.permission;
      const found = await visible(principal, permission, params.projectId, readProjectAndRepository);
      return reply(connected(found.repository), await rootKey(ROOT_SECRET_ID, Date.parse(now)), publicUrl);
    },
  },
);
