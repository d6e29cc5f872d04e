import * as z from 'zod/mini';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import type { GitProvider, ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import type { GithubApi } from './api.ts';
import { type ApiAnswer, Id, isMissing, wordsOf } from './api-answer.ts';
import type { Purpose } from './api-problem.ts';
import type { GithubRepositories } from './repositories.ts';

/** Hooks of GitHub's old services have no URL. */
const Hook = z.object({ id: Id, active: z.boolean(), config: z.object({ url: z.optional(z.string()) }) });
type Hook = z.infer<typeof Hook>;

const needs =
  'It needs admin access to the repository: the permission Webhooks (read and write), or the scope admin:repo_hook of a classic token.';
const listing: Purpose = { what: 'list the webhooks', needs };
const adding: Purpose = { what: 'add the webhook', needs };
const changing: Purpose = { what: 'change the webhook', needs };
const removing: Purpose = { what: 'remove the webhook', needs };

/**
 * All settings are sent each time: GitHub's default content type is a form, and a change without the secret removes it.
 */
const settings = ({ url, secret }: WebhookCandidate) => ({
  active: true,
  events: [...providerProfiles.github.webhookEvents],
  config: { url, content_type: 'json', secret, insecure_ssl: '0' },
});

/** The expected answer. GitHub never returns the secret. */
const Made = ({ url }: WebhookCandidate) =>
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
    candidates: readonly WebhookCandidate[],
  ): ReturnType<GitProvider['ensureWebhook']> {
    const candidate = candidates.find(({ proof }) => proof === 'body-hmac');
    if (candidate === undefined) throw new Error('GitHub supports only body-hmac, which is not among the candidates.');
    for (const { secret } of candidates) this.#api.keepSecret(secret);
    const place = await this.#repositories.require(repository);
    const urls = candidates.map(({ url }) => url);
    const webhookId =
      (await this.#adopt(place, candidate, urls)) ??
      (await this.#add(place, candidate)) ??
      // Another call was faster.
      (await this.#adopt(place, candidate, urls));
    if (webhookId !== null) return { webhookId, proof: candidate.proof };
    throw providerProblem.failed('github', adding.what, 'it says that the webhook exists, and does not list it', null);
  }

  async remove(repository: ProviderRepository, urls: readonly string[]): Promise<boolean> {
    const place = await this.#repositories.locate(repository);
    if (place === null) return false;
    const ours = await this.list(place, urls);
    for (const hook of ours) await this.#delete(place, hook);
    return ours.length > 0;
  }

  /** Changes an existing webhook into the candidate and removes the others. @returns its id; null if there is none */
  async #adopt(
    place: ProviderRepository,
    candidate: WebhookCandidate,
    urls: readonly string[],
  ): Promise<string | null> {
    const ours = await this.list(place, urls);
    const kept = ours.find((hook) => hook.config.url === candidate.url) ?? ours[0];
    if (kept === undefined) return null;
    // The others are removed first, because GitHub refuses a change that makes two webhooks equal.
    for (const hook of ours) if (hook !== kept) await this.#delete(place, hook);
    const answer = await this.#api.sendTo(place, {
      ...changing,
      method: 'PATCH',
      path: '/hooks/{hook_id}',
      parameters: { hook_id: kept.id, ...settings(candidate) },
      handles: isMissing,
    });
    return isMissing(answer) ? null : this.#api.read(Made(candidate), answer, changing).id;
  }

  /** @returns the id of the new webhook; null if one exists already */
  async #add(place: ProviderRepository, candidate: WebhookCandidate): Promise<string | null> {
    const answer = await this.#api.sendTo(place, {
      ...adding,
      method: 'POST',
      path: '/hooks',
      parameters: { name: 'web', ...settings(candidate) },
      handles: exists,
    });
    return exists(answer) ? null : this.#api.read(Made(candidate), answer, adding).id;
  }

  /** The webhooks with one of these URLs. */
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
