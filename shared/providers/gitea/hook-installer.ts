import * as z from 'zod/mini';
import type { Proof } from '#shared/domain/records/proof.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { ProviderRepository, WebhookWish } from '#shared/providers/client/git-provider.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { type GiteaApi, giteaNeeds } from './api.ts';

const Hook = z.object({ id: z.int(), active: z.boolean(), config: z.object({ url: z.optional(z.string()) }) });
type Hook = z.infer<typeof Hook>;

const { admin: needs } = giteaNeeds;

/** What is subscribed to: `pull_request` would mean every comment, label and review too. It reads back as `pull_request`. */
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
 * A PATCH answers 200 and leaves the secret as it was, so a hook gets a secret only when it is made: the new one is made
 * first and every other with one of our URLs removed after it, so that no push falls between them.
 * Source: docs/design/providers.md, "Gitea and Forgejo: webhooks".
 */
export const ensureGiteaWebhook = async (
  api: GiteaApi,
  repository: ProviderRepository,
  wishes: readonly WebhookWish[],
): Promise<{ webhookId: string; proof: Proof }> => {
  const wish = wishes.find(({ proof }) => proof === 'body-hmac');
  if (wish === undefined) throw new Error('Gitea proves with the HMAC of the body, which was not wished for.');
  const path = await api.pathOrReject(repository, needs);
  const older = (await list(api, path)).filter(({ config }) => wishes.some(({ url }) => url === config.url));
  const what = 'add the webhook';
  const { data: hook } = await api.call(
    {
      what,
      method: 'POST',
      path: `${path}/hooks`,
      body: {
        type: 'gitea',
        active: true,
        config: { url: wish.url, content_type: 'json', secret: wish.secret },
        events,
        branch_filter: '*',
      },
      needs,
      secrets: [wish.secret],
    },
    Hook,
  );
  if (!hook.active) throw api.failed(what, 'it did not confirm that the webhook is active', null);
  await remove(api, path, older);
  return { webhookId: String(hook.id), proof: wish.proof };
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
