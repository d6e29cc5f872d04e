import * as z from 'zod/mini';
import type { Proof } from '#shared/domain/records/proof.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const Hook = z.object({ id: z.int(), active: z.boolean(), config: z.object({ url: z.optional(z.string()) }) });
type Hook = z.infer<typeof Hook>;

const { admin: needs } = giteaNeeds;

/**
 * The subscribed events. `pull_request` would include every comment, label and review. Gitea returns
 * `pull_request_only` as `pull_request`.
 */
const events = providerProfiles.gitea.webhookEvents.map((event) =>
  event === 'pull_request' ? 'pull_request_only' : event,
);

const list = (api: GiteaApi, path: string): Promise<Hook[]> =>
  api.list({ what: 'list the webhooks', path: `${path}/hooks`, needs }, Hook);

const remove = async (api: GiteaApi, path: string, hooks: readonly Hook[]): Promise<void> => {
  for (const { id } of hooks) {
    await api.attempt(
      { what: 'remove the webhook', method: 'DELETE', path: `${path}/hooks/${id}`, needs },
      [404],
      AnyAnswer,
    );
  }
};

/**
 * A PATCH answers 200 but does not change the secret, so only a new webhook gets a new secret. The new one is made
 * first. Then all others with our URLs are removed, so that no push is lost in between.
 * Source: docs/design/providers.md, "Gitea and Forgejo: webhooks".
 */
export const ensureGiteaWebhook = async (
  api: GiteaApi,
  repository: ProviderRepository,
  candidates: readonly WebhookCandidate[],
): Promise<{ webhookId: string; proof: Proof }> => {
  const candidate = candidates.find(({ proof }) => proof === 'body-hmac');
  if (candidate === undefined) throw new Error('Gitea supports only body-hmac, which is not among the candidates.');
  const path = await api.pathOrReject(repository, needs);
  const older = (await list(api, path)).filter(({ config }) => candidates.some(({ url }) => url === config.url));
  const what = 'add the webhook';
  const { data: hook } = await api.call(
    {
      what,
      method: 'POST',
      path: `${path}/hooks`,
      body: {
        type: 'gitea',
        active: true,
        config: { url: candidate.url, content_type: 'json', secret: candidate.secret },
        events,
        branch_filter: '*',
      },
      needs,
      secrets: [candidate.secret],
    },
    Hook,
  );
  if (!hook.active) throw api.failed(what, 'it did not confirm that the webhook is active', null);
  await remove(api, path, older);
  return { webhookId: String(hook.id), proof: candidate.proof };
};

export const removeGiteaWebhook = async (
  api: GiteaApi,
  repository: ProviderRepository,
  urls: readonly string[],
): Promise<boolean> => {
  const path = await api.path(repository);
  if (path === null) return false;
  const ours = (await list(api, path)).filter(({ config }) => urls.includes(config.url ?? ''));
  await remove(api, path, ours);
  return ours.length > 0;
};
