import * as z from 'zod/mini';
import type { Proof } from '#shared/domain/records/proof.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { type BitbucketApi, bitbucketNeeds } from './api.ts';

const Hook = z.object({
  uuid: z.string().check(z.minLength(1)),
  url: z.string(),
  active: z.boolean(),
  secret_set: z.optional(z.boolean()),
});
type Hook = z.infer<typeof Hook>;

const { hooks: needs } = bitbucketNeeds;

const list = (api: BitbucketApi, path: string): Promise<Hook[]> =>
  api.list({ what: 'list the webhooks', path: `${path}/hooks?pagelen=100`, needs }, Hook);

const remove = async (api: BitbucketApi, path: string, hooks: readonly Hook[]): Promise<void> => {
  for (const { uuid } of hooks) {
    await api.attempt(
      {
        what: 'remove the webhook',
        method: 'DELETE',
        path: `${path}/hooks/${encodeURIComponent(uuid)}`,
        needs,
      },
      [404],
      AnyAnswer,
    );
  }
};

/**
 * A PUT replaces everything except an omitted secret. The secret is therefore always sent, and `secret_set` is checked,
 * because there is no ping to prove it.
 * Source: docs/design/providers.md, "Bitbucket: webhooks".
 */
export const ensureBitbucketWebhook = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  candidates: readonly WebhookCandidate[],
): Promise<{ webhookId: string; proof: Proof }> => {
  const candidate = candidates.find(({ proof }) => proof === 'body-hmac');
  if (candidate === undefined) throw new Error('Bitbucket supports only body-hmac, which is not among the candidates.');
  const path = await api.pathOrReject(repository, needs);
  const ours = (await list(api, path)).filter((hook) => candidates.some(({ url }) => url === hook.url));
  const [found] = ours;
  const what = found === undefined ? 'add the webhook' : 'change the webhook';
  const { data: hook } = await api.call(
    {
      what,
      method: found === undefined ? 'POST' : 'PUT',
      path: `${path}/hooks${found === undefined ? '' : `/${encodeURIComponent(found.uuid)}`}`,
      body: {
        description: 'oCore',
        url: candidate.url,
        active: true,
        secret: candidate.secret,
        events: [...providerProfiles.bitbucket.webhookEvents],
        skip_cert_verification: false,
      },
      needs,
      secrets: [candidate.secret],
    },
    Hook,
  );
  if (hook.secret_set !== true || !hook.active) {
    throw api.failed(what, 'it did not confirm that the webhook is active and has a secret', null);
  }
  await remove(
    api,
    path,
    ours.filter(({ uuid }) => uuid !== hook.uuid),
  );
  return { webhookId: hook.uuid, proof: candidate.proof };
};

export const removeBitbucketWebhook = async (
  api: BitbucketApi,
  repository: ProviderRepository,
  urls: readonly string[],
): Promise<boolean> => {
  const path = await api.path(repository);
  if (path === null) return false;
  const ours = (await list(api, path)).filter((hook) => urls.includes(hook.url));
  await remove(api, path, ours);
  return ours.length > 0;
};
