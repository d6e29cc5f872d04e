import * as z from 'zod/mini';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider, ProviderRepository, WebhookWish } from '#shared/providers/client/git-provider.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { GithubApi } from './api.ts';
import { type ApiAnswer, Id, isMissing, wordsOf } from './api-answer.ts';
import type { Purpose } from './api-problem.ts';
import type { GithubRepositories } from './repositories.ts';

/** A hook of an old service has no URL. */
const Hook = z.object({ id: Id, active: z.boolean(), config: z.object({ url: z.optional(z.string()) }) });
type Hook = z.infer<typeof Hook>;

const needs =
  'It needs admin access to the repository: the permission Webhooks (read and write), or the scope admin:repo_hook of a classic token.';
const listing: Purpose = { what: 'list the webhooks', needs };
const adding: Purpose = { what: 'add the webhook', needs };
const changing: Purpose = { what: 'change the webhook', needs };
const removing: Purpose = { what: 'remove the webhook', needs };
const pinging: Purpose = { what: 'ping the webhook', needs };

/** Everything, each time: GitHub's default is a form, and a change without the secret removes it. */
const settings = ({ url, secret }: WebhookWish) => ({
  active: true,
  events: [...providerProfiles.github.webhookEvents],
  config: { url, content_type: 'json', secret, insecure_ssl: '0' },
});

/** What GitHub says that it made of those. It never shows a secret. */
const Made = ({ url }: WebhookWish) =>
  z.object({
    id: Id,
    active: z.literal(true),
    config: z.object({ url: z.literal(url), content_type: z.literal('json') }),
  });

const exists = (answer: ApiAnswer): boolean => answer.status === 422 && /hook already exists/i.test(wordsOf(answer));

/** Webhooks of a repository. Source: docs/design/providers.md, "GitHub: webhooks". */
export class GithubWebhooks {
  readonly #api: GithubApi;
  readonly #repositories: GithubRepositories;

  constructor(api: GithubApi, repositories: GithubRepositories) {
    this.#api = api;
    this.#repositories = repositories;
  }

  async ensure(
    repository: ProviderRepository,
    wishes: readonly WebhookWish[],
  ): ReturnType<GitProvider['ensureWebhook']> {
    const wish = wishes.find(({ proof }) => proof === 'body-hmac');
    if (wish === undefined) throw new Error('GitHub proves its deliveries by body-hmac, and no wish is for that.');
    for (const { secret } of wishes) this.#api.keepSecret(secret);
    const place = await this.#repositories.require(repository);
    const urls = wishes.map(({ url }) => url);
    const webhookId =
      (await this.#adopt(place, wish, urls)) ??
      (await this.#add(place, wish)) ??
      // Another call was faster.
      (await this.#adopt(place, wish, urls));
    if (webhookId !== null) return { webhookId, proof: wish.proof };
    throw providerProblem.failed('github', adding.what, 'it says that the webhook exists, and does not list it', null);
  }

  async remove(repository: ProviderRepository, urls: readonly string[]): Promise<boolean> {
    const place = await this.#repositories.locate(repository);
    if (place === null) return false;
    const ours = await this.list(place, urls);
    for (const hook of ours) await this.#delete(place, hook);
    return ours.length > 0;
  }

  async ping(repository: ProviderRepository, webhookId: string): Promise<boolean> {
    const answer = await this.#api.sendTo(repository, {
      ...pinging,
      method: 'POST',
      path: '/hooks/{hook_id}/pings',
      parameters: { hook_id: webhookId },
      handles: isMissing,
    });
    return !isMissing(answer);
  }

  /** @returns the id of the one hook that is left, now as it is wished; null where there is none */
  async #adopt(place: ProviderRepository, wish: WebhookWish, urls: readonly string[]): Promise<string | null> {
    const ours = await this.list(place, urls);
    const kept = ours.find((hook) => hook.config.url === wish.url) ?? ours[0];
    if (kept === undefined) return null;
    // First, since GitHub refuses a change that makes two hooks alike.
    for (const hook of ours) if (hook !== kept) await this.#delete(place, hook);
    const answer = await this.#api.sendTo(place, {
      ...changing,
      method: 'PATCH',
      path: '/hooks/{hook_id}',
      parameters: { hook_id: kept.id, ...settings(wish) },
      handles: isMissing,
    });
    return isMissing(answer) ? null : this.#api.read(Made(wish), answer, changing).id;
  }

  /** @returns the id of the new hook; null where there is one already */
  async #add(place: ProviderRepository, wish: WebhookWish): Promise<string | null> {
    const answer = await this.#api.sendTo(place, {
      ...adding,
      method: 'POST',
      path: '/hooks',
      parameters: { name: 'web', ...settings(wish) },
      handles: exists,
    });
    return exists(answer) ? null : this.#api.read(Made(wish), answer, adding).id;
  }

  /** The hooks with one of these URLs. */
  async list(place: ProviderRepository, urls: readonly string[]): Promise<Hook[]> {
    const all = await this.#api.list(place, { ...listing, method: 'GET', path: '/hooks' }, Hook);
    return all.filter(({ config }) => config.url !== undefined && urls.includes(config.url));
  }

  async #delete(place: ProviderRepository, hook: Hook): Promise<void> {
    await this.#api.sendTo(place, {
      ...removing,
      method: 'DELETE',
      path: '/hooks/{hook_id}',
      parameters: { hook_id: hook.id },
      handles: isMissing,
    });
  }
}
