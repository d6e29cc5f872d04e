import * as z from 'zod/mini';
import type { Proof } from '#shared/domain/records/proof.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { AnyAnswer } from '#shared/providers/client/provider-call.ts';
import { type GitlabApi, gitlabNeeds } from './api.ts';

const Hook = z.object({
  id: z.int(),
  url: z.string(),
  alert_status: z.nullish(z.string()),
  custom_webhook_template: z.nullish(z.string()),
  /** Both since 19.0. */
  token_present: z.optional(z.boolean()),
  signing_token_present: z.optional(z.boolean()),
});
type Hook = z.infer<typeof Hook>;

const events = [
  'push_events',
  'tag_push_events',
  'merge_requests_events',
  'issues_events',
  'confidential_issues_events',
  'note_events',
  'confidential_note_events',
  'job_events',
  'pipeline_events',
  'wiki_page_events',
  'deployment_events',
  'feature_flag_events',
  'releases_events',
  'milestone_events',
  'emoji_events',
  'resource_access_token_events',
] as const;
const flags = Object.fromEntries(events.map((event) => [event, providerProfiles.gitlab.webhookEvents.includes(event)]));

const hooksPath = ({ id }: ProviderRepository): string => `/projects/${encodeURIComponent(id)}/hooks`;

/**
 * Converts a webhook secret (base64url of 32 bytes) into GitLab's form of a signing token: `whsec_` and the base64 of
 * the bytes, which are the HMAC key.
 * Source: Standard Webhooks; docs/design/providers.md, "GitLab: signing tokens".
 */
export const signingToken = (secret: string): string =>
  secret.startsWith('whsec_') ? secret : `whsec_${Buffer.from(secret, 'base64url').toString('base64')}`;

const list = (api: GitlabApi, repository: ProviderRepository): Promise<Hook[] | null> =>
  api.list({ what: 'list the webhooks', path: hooksPath(repository), needs: gitlabNeeds.maintain }, Hook);

/**
 * Whether an existing webhook can be changed into ours. Not if GitLab has disabled it, which no change reverts; if it
 * may keep a secret of another kind; or if a custom template changes its bodies.
 */
const adoptable = (hook: Hook, proof: Proof): boolean =>
  hook.alert_status !== 'disabled' &&
  (hook.custom_webhook_template ?? '') === '' &&
  (proof === 'signing-token' ? hook.token_present !== true : hook.signing_token_present !== true);

/**
 * Whether the webhook has the intended secret. GitLab before 19.0 ignores a signing token and still answers 201, so the
 * fields of the answer are checked.
 */
const confirmed = (hook: Hook, proof: Proof): boolean =>
  proof === 'signing-token'
    ? hook.signing_token_present === true && hook.token_present !== true
    : hook.token_present !== false && hook.signing_token_present !== true;

/** Creates or changes a webhook. A PUT drops the secret and resets the flags that it omits. */
const write = async (
  api: GitlabApi,
  repository: ProviderRepository,
  candidate: WebhookCandidate,
  found: Hook | undefined,
): Promise<Hook> => {
  const secret = candidate.proof === 'signing-token' ? signingToken(candidate.secret) : candidate.secret;
  const { data } = await api.call(
    {
      what: found === undefined ? 'add the webhook' : 'change the webhook',
      method: found === undefined ? 'POST' : 'PUT',
      path: `${hooksPath(repository)}${found === undefined ? '' : `/${found.id}`}`,
      body: {
        url: candidate.url,
        [candidate.proof === 'signing-token' ? 'signing_token' : 'token']: secret,
        ...flags,
        enable_ssl_verification: true,
        push_events_branch_filter: '',
        branch_filter_strategy: 'all_branches',
      },
      needs: gitlabNeeds.maintain,
      secrets: [candidate.secret, secret],
    },
    Hook,
  );
  return data;
};

const remove = async (api: GitlabApi, repository: ProviderRepository, hooks: readonly Hook[]): Promise<void> => {
  for (const { id } of hooks) {
    await api.attempt(
      {
        what: 'remove the webhook',
        method: 'DELETE',
        path: `${hooksPath(repository)}/${id}`,
        needs: gitlabNeeds.maintain,
      },
      [404],
      AnyAnswer,
    );
  }
};

/**
 * GitLab accepts duplicates, so the list is read first. The candidates are tried in order. If the answer does not
 * confirm the signing token, the same webhook is changed to the URL and secret of the plain token, so that it never has
 * both.
 * Source: docs/design/deciding-a-push.md, "The secret of a hook"; docs/design/providers.md, "GitLab: signing tokens"
 * and "GitLab: webhooks".
 */
export const ensureGitlabWebhook = async (
  api: GitlabApi,
  repository: ProviderRepository,
  candidates: readonly WebhookCandidate[],
): Promise<{ webhookId: string; proof: Proof }> => {
  const hooks = await list(api, repository);
  if (hooks === null) throw api.rejected(404, gitlabNeeds.maintain, null);
  const ours = hooks.filter((hook) => candidates.some((candidate) => candidate.url === hook.url));
  // If the listed webhooks lack the signing fields, this GitLab cannot sign. Trying would only interrupt a working
  // webhook.
  const signs = !hooks.some((hook) => hook.signing_token_present === undefined);
  const possible = candidates.filter(({ proof }) => proof === 'plain-token' || (proof === 'signing-token' && signs));
  let moved: Hook | undefined;
  for (const candidate of possible) {
    const found: Hook | undefined = moved ?? ours.find((hook) => adoptable(hook, candidate.proof));
    const hook = await write(api, repository, candidate, found);
    if (confirmed(hook, candidate.proof)) {
      const surplus = [...ours, ...(moved === undefined ? [] : [moved])].filter((one) => one.id !== hook.id);
      await remove(api, repository, surplus);
      return { webhookId: String(hook.id), proof: candidate.proof };
    }
    moved = hook;
  }
  throw api.failed('add the webhook', 'it confirmed none of the secrets that the webhook was given', null);
};

export const removeGitlabWebhook = async (
  api: GitlabApi,
  repository: ProviderRepository,
  urls: readonly string[],
): Promise<boolean> => {
  const hooks = await list(api, repository);
  if (hooks === null) {
    await api.goneOrRejected(repository);
    return false;
  }
  const ours = hooks.filter((hook) => urls.includes(hook.url));
  await remove(api, repository, ours);
  return ours.length > 0;
};
